// SPDX-License-Identifier: MIT
using System.Device.I2c;
using System.Text;

namespace Iot.Device.Ssd13xx;

/// <summary>Stands in for nanoFramework.Iot.Device.Ssd13xx: sends the display what is drawn as text instead of pixels.</summary>
public abstract class Ssd13xx
{
    private readonly List<string> _drawn = [];
    private readonly I2cDevice _device;

    /// <summary>Sets the display up.</summary>
    /// <param name="i2cDevice">The display.</param>
    protected Ssd13xx(I2cDevice i2cDevice) => _device = i2cDevice;

    /// <summary>Sizes there are.</summary>
    public enum DisplayResolution
    {
        /// <summary>128 x 64 pixels.</summary>
        OLED128x64,
    }

    /// <summary>The font in use.</summary>
    public IFont Font { get; set; }

    /// <summary>Empties the screen.</summary>
    public void ClearScreen() => _drawn.Clear();

    /// <summary>Draws a text.</summary>
    /// <param name="x">Column in pixels.</param>
    /// <param name="y">Row in pixels.</param>
    /// <param name="str">The text.</param>
    /// <param name="size">Magnification.</param>
    /// <param name="center">Whether to ignore x and centre it.</param>
    public void DrawString(int x, int y, string str, byte size = 1, bool center = false)
    {
        if (Font is not { Width: 8 } || str.Any(c => Font[c].Length != Font.Height))
        {
            throw new InvalidOperationException("the device's library takes fonts 8 pixels wide only.");
        }

        _drawn.Add($"{x},{y} {str}");
    }

    /// <summary>Sends the display a line for each text drawn since the screen was cleared: its column, row and words.</summary>
    public void Display() => _device.Write(Encoding.UTF8.GetBytes(string.Join('\n', _drawn)));
}
