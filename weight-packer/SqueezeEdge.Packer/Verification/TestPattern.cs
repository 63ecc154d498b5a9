// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Cameras;

namespace SqueezeEdge.Packer.Verification;

/// <summary>A synthetic frame for verification and measurement without pictures: gradients, edges and noise, the same every time.</summary>
public static class TestPattern
{
    /// <summary>Makes a frame.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <returns>An RGB888 frame.</returns>
    public static CameraFrame Create(int width, int height)
    {
        var random = new Random(20);
        var bytes = new byte[3 * width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var o = 3 * (y * width + x);
                var square = x / 16 % 2 == y / 16 % 2 ? 64 : 0;
                bytes[o] = (byte)(255 * x / width);
                bytes[o + 1] = (byte)Math.Min(255, 191 * y / height + square);
                bytes[o + 2] = (byte)(x > width / 2 ? random.Next(256) : square * 3);
            }
        }

        return new CameraFrame(width, height, PixelFormat.Rgb888, bytes);
    }
}
