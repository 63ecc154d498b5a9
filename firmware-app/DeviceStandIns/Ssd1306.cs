// SPDX-License-Identifier: MIT
using System.Device.Gpio;
using System.Device.I2c;

namespace Iot.Device.Ssd13xx;

/// <summary>Stands in for nanoFramework.Iot.Device.Ssd13xx.</summary>
public class Ssd1306 : Ssd13xx
{
    /// <summary>Its address unless a jumper says otherwise.</summary>
    public const byte DefaultI2cAddress = 0x3C;

    /// <summary>Sets the display up.</summary>
    /// <param name="i2cDevice">The display.</param>
    /// <param name="res">Its size.</param>
    /// <param name="orientation">Which way is up.</param>
    /// <param name="resetPin">Its reset pin, or -1.</param>
    /// <param name="gpio">Pins.</param>
    /// <param name="shouldDispose">Whether to dispose of them.</param>
    public Ssd1306(
        I2cDevice i2cDevice,
        DisplayResolution res,
        DisplayOrientation orientation = DisplayOrientation.Landscape,
        int resetPin = -1,
        GpioController gpio = null,
        bool shouldDispose = true
    )
        : base(i2cDevice) { }
}
