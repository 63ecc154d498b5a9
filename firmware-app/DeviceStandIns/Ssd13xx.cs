using System.Device.I2c;

namespace Iot.Device.Ssd13xx;

/// <summary>Stands in for nanoFramework.Iot.Device.Ssd13xx: remembers what is drawn.</summary>
public abstract class Ssd13xx
{
    private readonly List<string> _drawn = [];

    /// <summary>Sets the display up.</summary>
    /// <param name="i2cDevice">The display.</param>
    protected Ssd13xx(I2cDevice i2cDevice) => ArgumentNullException.ThrowIfNull(i2cDevice);

    /// <summary>Sizes there are.</summary>
    public enum DisplayResolution
    {
        /// <summary>128 x 64 pixels.</summary>
        OLED128x64,
    }

    /// <summary>The font in use.</summary>
    public IFont Font { get; set; }

    /// <summary>What was drawn since the screen was cleared: column, row and text.</summary>
    public IReadOnlyList<string> Drawn => _drawn;

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

    /// <summary>Sends the drawing to the display.</summary>
    public void Display()
    {
    }
}
