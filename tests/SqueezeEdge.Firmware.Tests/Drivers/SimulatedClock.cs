// SPDX-License-Identifier: MIT
using SqueezeEdge.App.Hardware;
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Firmware.Tests.Drivers
{
    /// <summary>Time that passes only while a driver waits or a bus transfers.</summary>
    public sealed class SimulatedClock : IDelay, IClock
    {
        public long Microseconds { get; private set; }

        public long Milliseconds => Microseconds / 1000;

        public void Wait(int milliseconds) => Microseconds += 1000L * milliseconds;

        /// <summary>The time <paramref name="bytes"/> take at 8 MHz.</summary>
        public void Transfer(int bytes) => Microseconds += bytes;
    }
}
