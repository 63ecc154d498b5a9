// SPDX-License-Identifier: MIT
namespace Iot.Device.Ssd13xx;

/// <summary>Stands in for nanoFramework.Iot.Device.Ssd13xx, where this is a class.</summary>
public abstract class IFont
{
    /// <summary>Pixels.</summary>
    public virtual byte Width { get; private set; }

    /// <summary>Pixels.</summary>
    public virtual byte Height { get; private set; }

    /// <summary>A row of pixels a byte, the lowest bit being the leftmost.</summary>
    /// <param name="character">The character.</param>
    public abstract byte[] this[char character] { get; }
}
