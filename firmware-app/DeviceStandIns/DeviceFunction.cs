// SPDX-License-Identifier: MIT
namespace nanoFramework.Hardware.Esp32;

/// <summary>Stands in for the device library's enumeration; the values mean nothing here.</summary>
public enum DeviceFunction
{
    /// <summary>Clock of the first SPI bus.</summary>
    SPI1_CLOCK,

    /// <summary>Data to the chip on the first SPI bus.</summary>
    SPI1_MISO,

    /// <summary>Data from the chip on the first SPI bus.</summary>
    SPI1_MOSI,

    /// <summary>Data of the first I2C bus.</summary>
    I2C1_DATA,

    /// <summary>Clock of the first I2C bus.</summary>
    I2C1_CLOCK,
}
