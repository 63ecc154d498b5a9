// SPDX-License-Identifier: MIT
using SkiaSharp;

namespace SqueezeEdge.Packer.Images;

/// <summary>
/// How a stored picture becomes the one to look at (EXIF tag 0x0112, values 1..8): the stored pixel at
/// <c>Start + x * Across + y * Down</c>, counted row by row, is the one at column x, row y.
/// </summary>
/// <param name="Width">Width of the picture to look at.</param>
/// <param name="Height">Its height.</param>
/// <param name="Start">Index of the stored pixel of its top left corner.</param>
/// <param name="Across">Stored pixels from one column to the next.</param>
/// <param name="Down">Stored pixels from one row to the next.</param>
internal readonly record struct Orientation(int Width, int Height, int Start, int Across, int Down)
{
    /// <summary>Makes the walk for a stored picture.</summary>
    /// <param name="origin">Where its first pixel belongs.</param>
    /// <param name="width">Its stored width.</param>
    /// <param name="height">Its stored height.</param>
    /// <returns>The walk.</returns>
    public static Orientation Of(SKEncodedOrigin origin, int width, int height)
    {
        var (right, bottom) = (width - 1, (height - 1) * width);
        return origin switch
        {
            SKEncodedOrigin.TopRight => new Orientation(width, height, right, -1, width),
            SKEncodedOrigin.BottomRight => new Orientation(width, height, bottom + right, -1, -width),
            SKEncodedOrigin.BottomLeft => new Orientation(width, height, bottom, 1, -width),
            SKEncodedOrigin.LeftTop => new Orientation(height, width, 0, width, 1),
            SKEncodedOrigin.RightTop => new Orientation(height, width, bottom, -width, 1),
            SKEncodedOrigin.RightBottom => new Orientation(height, width, bottom + right, -width, -1),
            SKEncodedOrigin.LeftBottom => new Orientation(height, width, right, width, -1),
            _ => new Orientation(width, height, 0, 1, width),
        };
    }
}
