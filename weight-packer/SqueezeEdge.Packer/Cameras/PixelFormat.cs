// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Cameras;

/// <summary>Memory layout of the pixels of a camera frame (<c>sqe_pixel_format</c>).</summary>
public enum PixelFormat
{
    /// <summary>3 bytes: red, green, blue.</summary>
    Rgb888 = 0,

    /// <summary>2 bytes, high byte first.</summary>
    Rgb565BigEndian = 1,

    /// <summary>2 bytes, low byte first.</summary>
    Rgb565LittleEndian = 2,

    /// <summary>1 byte.</summary>
    Grey = 3,
}
