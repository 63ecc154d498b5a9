// SPDX-License-Identifier: MIT
namespace nanoFramework.Hardware.Esp32
{
    public enum DeviceFunction
    {
        SPI1_MOSI,
        SPI1_MISO,
        SPI1_CLOCK,
        I2C1_DATA,
        I2C1_CLOCK,
    }

    public static class Configuration
    {
        public static extern void SetPinFunction(int pin, DeviceFunction function);
    }

    public class NativeMemory
    {
        public enum MemoryType
        {
            All,
            Internal,
            SpiRam,
        }

        public static extern bool GetMemoryInfo(MemoryType type, out uint totalSize, out uint totalFreeSize, out uint largestFreeBlock);
    }
}
