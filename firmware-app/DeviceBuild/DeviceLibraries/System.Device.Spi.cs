// SPDX-License-Identifier: MIT
namespace System.Device.Spi
{
    public enum SpiMode
    {
        Mode0,
    }

    public sealed class SpiConnectionSettings
    {
        public extern SpiConnectionSettings(int busId, int chipSelectLine);

        public int ClockFrequency
        {
            get => throw null;
            set => throw null;
        }

        public SpiMode Mode
        {
            get => throw null;
            set => throw null;
        }
    }

    public class SpiDevice : IDisposable
    {
        public extern SpiDevice(SpiConnectionSettings settings);

        public static extern SpiDevice Create(SpiConnectionSettings settings);

        public extern void TransferFullDuplex(SpanByte writeBuffer, SpanByte readBuffer);

        public extern void Dispose();
    }
}
