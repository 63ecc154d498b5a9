// SPDX-License-Identifier: MIT
namespace System.Device.I2c
{
    public enum I2cBusSpeed
    {
        StandardMode,
        FastMode,
    }

    public enum I2cTransferStatus
    {
        FullTransfer,
    }

    public class I2cTransferResult
    {
        public I2cTransferStatus Status => throw null;
    }

    public sealed class I2cConnectionSettings
    {
        public extern I2cConnectionSettings(int busId, int deviceAddress, I2cBusSpeed busSpeed);
    }

    public class I2cDevice : IDisposable
    {
        public extern I2cDevice(I2cConnectionSettings settings);

        public static extern I2cDevice Create(I2cConnectionSettings settings);

        public extern I2cTransferResult Read(SpanByte buffer);

        public extern I2cTransferResult Write(SpanByte buffer);

        public extern void Dispose();
    }
}
