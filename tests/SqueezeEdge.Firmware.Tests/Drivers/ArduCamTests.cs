// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ArduCam;

namespace SqueezeEdge.Firmware.Tests.Drivers;

/// <summary>What every ArduCAM driver must do: end each fault in its status in bounded time, then deliver the next frame.</summary>
public abstract class ArduCamTests<TModule, TCamera>
    where TModule : SimulatedArduCam
    where TCamera : ArduCamCamera
{
    protected SimulatedClock Clock { get; } = new();

    /// <summary>The longest a call may take: one time-out, and every step before it at its usual speed.</summary>
    protected abstract long LongestMicroseconds { get; }

    [Theory]
    [InlineData(Fault.StuckLow, CameraStatus.BusStuckLow)]
    [InlineData(Fault.StuckHigh, CameraStatus.BusStuckHigh)]
    [InlineData(Fault.TransferRefused, CameraStatus.BusError)]
    [InlineData(Fault.TransferDropped, CameraStatus.BusError)]
    [InlineData(Fault.NeverDone, CameraStatus.CaptureTimeout)]
    [InlineData(Fault.LengthZero, CameraStatus.LengthZero)]
    [InlineData(Fault.LengthShort, CameraStatus.LengthShort)]
    [InlineData(Fault.LengthOversize, CameraStatus.LengthOversize)]
    public void CapturingFails(Fault fault, int status)
    {
        var module = NewModule();
        var camera = NewCamera(module);
        Expect(CameraStatus.Ok, camera.Open);
        module.Fault = fault;
        Expect(status, camera.Capture);
        Assert.Equal(CameraStatus.NoFrame, camera.ReadRows(new byte[640], 0, 1));
        ExpectNextFrame(module, camera);
    }

    [Theory]
    [InlineData(Fault.StuckLow, CameraStatus.BusStuckLow)]
    [InlineData(Fault.StuckHigh, CameraStatus.BusStuckHigh)]
    [InlineData(Fault.TransferRefused, CameraStatus.BusError)]
    [InlineData(Fault.TransferDropped, CameraStatus.BusError)]
    public void ReadingFails(Fault fault, int status)
    {
        var module = NewModule();
        var camera = NewCamera(module);
        Expect(CameraStatus.Ok, camera.Capture);
        var band = new byte[16 * 640];
        Expect(CameraStatus.Ok, () => camera.ReadRows(band, 0, 16));
        module.Fault = fault;
        Expect(status, () => camera.ReadRows(band, 0, 16));
        Assert.Equal(CameraStatus.NoFrame, camera.ReadRows(band, 0, 16));
        ExpectNextFrame(module, camera);
    }

    [Fact]
    public void ResetInTheMiddleOfAFrame()
    {
        var module = NewModule();
        var camera = NewCamera(module);
        Expect(CameraStatus.Ok, camera.Capture);
        var band = new byte[16 * 640];
        Expect(CameraStatus.Ok, () => camera.ReadRows(band, 0, 16));
        module.Reset();
        Expect(CameraStatus.FrameLost, () => camera.ReadRows(band, 0, 16));
        ExpectNextFrame(module, camera);
    }

    [Fact]
    public void DoneOnlyAfterEverySecondReset()
    {
        var module = NewModule();
        module.Fault = Fault.DoneEverySecondReset;
        var camera = NewCamera(module);
        Expect(CameraStatus.CaptureTimeout, camera.Capture);
        Expect(CameraStatus.Ok, camera.Capture);
        Assert.Equal(CameraReading.Picture(module.Frames, 320, 240), camera.ReadFrame(16));
    }

    [Fact]
    public void AnotherCaptureDropsTheUnreadRows()
    {
        var module = NewModule();
        var camera = NewCamera(module);
        Expect(CameraStatus.Ok, camera.Capture);
        Expect(CameraStatus.Ok, () => camera.ReadRows(new byte[640], 0, 1));
        Assert.Equal(239, camera.RowsLeft);
        ExpectNextFrame(module, camera);
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        var module = NewModule();
        var camera = NewCamera(module);
        Assert.Equal(CameraStatus.NoFrame, camera.ReadRows(new byte[640], 0, 1));
        Expect(CameraStatus.Ok, camera.Capture);
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(null, 0, 1));
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(new byte[640], 0, 0));
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(new byte[640], -1, 1));
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(new byte[640], 1, 1));
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(new byte[640], int.MaxValue, 1));
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(new byte[640], 0, int.MaxValue));
        Assert.Equal(CameraReading.Picture(1, 320, 240), camera.ReadFrame(240));
    }

    [Theory]
    [InlineData(Fault.None, CameraStatus.Ok)]
    [InlineData(Fault.ByteLost, CameraStatus.DataShifted)]
    [InlineData(Fault.BytesSwapped, CameraStatus.BytesSwapped)]
    [InlineData(Fault.NeverDone, CameraStatus.TestMismatch)]
    [InlineData(Fault.PatternNeverDone, CameraStatus.TestMismatch)]
    [InlineData(Fault.PatternOfOtherLength, CameraStatus.Ok)]
    [InlineData(Fault.LengthZero, CameraStatus.Ok)]
    [InlineData(Fault.LengthOversize, CameraStatus.Ok)]
    [InlineData(Fault.PatternLost, CameraStatus.Ok)]
    [InlineData(Fault.PatternUnknown, CameraStatus.TestMismatch)]
    [InlineData(Fault.TransferDropped, CameraStatus.BusError)]
    [InlineData(Fault.StuckLow, CameraStatus.BusStuckLow)]
    [InlineData(Fault.StuckHigh, CameraStatus.BusStuckHigh)]
    public void TheTransferCheckFinds(Fault fault, int status)
    {
        var module = NewModule();
        module.Fault = fault;
        var camera = NewCamera(module);
        Expect(status, camera.CheckTransfer, calls: 3);
        Assert.Equal(CameraStatus.NoFrame, camera.ReadRows(new byte[640], 0, 1));
        ExpectNextFrame(module, camera);
    }

    /// <summary>A healthy module.</summary>
    protected abstract TModule NewModule();

    /// <summary>A camera of 320 x 240 on it.</summary>
    protected abstract TCamera NewCamera(TModule module);

    protected void ExpectNextFrame(TModule module, TCamera camera)
    {
        module.Fault = Fault.None;
        Expect(CameraStatus.Ok, camera.Capture);
        Assert.Equal(CameraReading.Picture(module.Frames, 320, 240), camera.ReadFrame(16));
    }

    protected void Expect(int status, Func<int> call, int calls = 1)
    {
        var before = Clock.Microseconds;
        Assert.Equal(CameraStatus.NameOf(status), CameraStatus.NameOf(call()));
        Assert.InRange(Clock.Microseconds - before, 0, LongestMicroseconds * calls);
    }
}
