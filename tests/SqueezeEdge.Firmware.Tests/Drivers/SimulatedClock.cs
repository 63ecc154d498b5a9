// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Firmware.Tests.Drivers
{
    /// <summary>Time that passes only while a driver waits or a bus transfers.</summary>
    public sealed class SimulatedClock : IClock
    {
        private readonly long _tick;

        /// <param name="tickMilliseconds">What the system counts in: a wait ends, and the clock advances, at a whole multiple of it.
        /// 10 on an ESP32.</param>
        public SimulatedClock(int tickMilliseconds = 1) => _tick = tickMilliseconds * 1000L;

        public long Microseconds { get; private set; }

        public long Milliseconds => Microseconds / _tick * _tick / 1000;

        public void Wait(int milliseconds)
        {
            long end = Microseconds + 1000L * milliseconds;
            Microseconds = _tick == 1000 ? end : (end + _tick - 1) / _tick * _tick;
        }

        /// <summary>The time <paramref name="bytes"/> take on SPI at 8 MHz.</summary>
        public void Transfer(int bytes) => Microseconds += bytes;

        /// <summary>The time <paramref name="bytes"/> and an address take on I2C at 100 kHz, nine bits each.</summary>
        public void TransferI2c(int bytes) => Microseconds += 90 * (bytes + 1);
    }
}
