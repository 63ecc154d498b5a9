// SPDX-License-Identifier: MIT
using System.Device.Spi;
#if NANOFRAMEWORK_1_0
using System;
#else
using SpanByte = System.Span<byte>;
#endif

namespace SqueezeEdge.Cameras.Hardware
{
    /// <summary>A board's SPI device, opened by the application with mode 0, most significant bit first and at most 8 MHz.</summary>
    public sealed class SpiDeviceBus : CheckedSpiBus
    {
        private readonly SpiDevice _device;

        /// <summary>Uses <paramref name="device"/>, which stays the caller's to dispose of.</summary>
        public SpiDeviceBus(SpiDevice device) => _device = device;

        /// <inheritdoc/>
        protected override void Exchange(byte[] write, byte[] read, int length) =>
            _device.TransferFullDuplex(new SpanByte(write, 0, length), new SpanByte(read, 0, length));
    }
}
