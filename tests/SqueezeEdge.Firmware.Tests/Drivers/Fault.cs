// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Firmware.Tests.Drivers
{
    /// <summary>What can be wrong with a simulated module.</summary>
    public enum Fault
    {
        None,
        StuckLow,
        StuckHigh,
        TransferRefused,
        TransferDropped,
        TransferDroppedAtTimes,
        WrongId,
        NeverIdle,
        NeverDone,
        DoneEverySecondReset,
        LengthZero,
        LengthShort,
        LengthOversize,
        PatternNeverDone,
        PatternOfOtherLength,
        PatternLost,
        PatternUnknown,
        ByteLost,
        BytesSwapped,
        TestMismatch,
        NoAcknowledge,
    }
}
