// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Cameras;

namespace SqueezeEdge.Packer.Execution;

/// <summary>Checks a frame's bytes before native code reads them.</summary>
internal static class FrameCheck
{
    /// <summary>Checks that the frame has the bytes its geometry says. Geometries the kernels do not support are theirs to
    /// refuse.</summary>
    /// <param name="width">Width.</param>
    /// <param name="height">Height.</param>
    /// <param name="format">Pixel format.</param>
    /// <param name="bytes">Bytes of the frame.</param>
    /// <exception cref="ModelException">They do not agree.</exception>
    public static void Validate(int width, int height, PixelFormat format, int bytes)
    {
        if (width is < 0 or > ushort.MaxValue || height is < 0 or > ushort.MaxValue || (int)format is < 0 or > byte.MaxValue)
        {
            throw new ModelException($"a frame of {width}x{height} pixels in format {(int)format} is not possible.");
        }

        var expected = (long)width * height * CameraFrame.PixelBytes(format);
        if (Enum.IsDefined(format) && expected != bytes)
        {
            throw new ModelException($"a frame of {width}x{height} pixels in {format} has {expected} bytes, not {bytes}.");
        }
    }
}
