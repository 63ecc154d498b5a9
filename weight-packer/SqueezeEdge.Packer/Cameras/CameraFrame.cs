// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Images;

namespace SqueezeEdge.Packer.Cameras;

/// <summary>A frame as a camera delivers it.</summary>
/// <param name="Width">Width in pixels, 1..4096.</param>
/// <param name="Height">Height in pixels, 1..4096.</param>
/// <param name="Format">Layout of a pixel.</param>
/// <param name="Bytes">All rows without gaps.</param>
public sealed record CameraFrame(int Width, int Height, PixelFormat Format, byte[] Bytes)
{
    /// <summary>Bytes of one row.</summary>
    public int RowBytes => Width * PixelBytes(Format);

    /// <summary>Bytes of a pixel.</summary>
    /// <param name="format">Its layout.</param>
    /// <returns>1, 2 or 3.</returns>
    public static int PixelBytes(PixelFormat format) =>
        format switch
        {
            PixelFormat.Rgb888 => 3,
            PixelFormat.Grey => 1,
            _ => 2,
        };

    /// <summary>A picture as a camera of this format would send it.</summary>
    /// <param name="pixels">The picture.</param>
    /// <param name="format">Layout of a pixel.</param>
    /// <returns>The frame.</returns>
    public static CameraFrame From(Pixels pixels, PixelFormat format)
    {
        var count = pixels.Width * pixels.Height;
        var bytes = new byte[count * PixelBytes(format)];
        for (var i = 0; i < count; i++)
        {
            var (r, g, b) = (pixels.Rgb[3 * i], pixels.Rgb[3 * i + 1], pixels.Rgb[3 * i + 2]);
            var packed = (r >> 3 << 11) | (g >> 2 << 5) | (b >> 3);
            switch (format)
            {
                case PixelFormat.Rgb888:
                    (bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2]) = (r, g, b);
                    break;
                case PixelFormat.Grey:
                    bytes[i] = (byte)((77 * r + 150 * g + 29 * b + 128) >> 8);
                    break;
                case PixelFormat.Rgb565BigEndian:
                    (bytes[2 * i], bytes[2 * i + 1]) = ((byte)(packed >> 8), (byte)packed);
                    break;
                default:
                    (bytes[2 * i], bytes[2 * i + 1]) = ((byte)packed, (byte)(packed >> 8));
                    break;
            }
        }

        return new CameraFrame(pixels.Width, pixels.Height, format, bytes);
    }
}
