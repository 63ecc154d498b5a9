// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Cameras;

/// <summary>The part of a camera frame that becomes the input, as the kernels choose it (docs/arithmetic.md).</summary>
/// <param name="Left">Columns of the frame to its left.</param>
/// <param name="Top">Rows of the frame above it.</param>
/// <param name="Width">Width in pixels, at least 1.</param>
/// <param name="Height">Height in pixels, at least 1.</param>
public readonly record struct FrameCrop(int Left, int Top, int Width, int Height)
{
    /// <summary>The whole frame for a network that learned from squashed photographs, else the largest part around the centre that
    /// has the input's shape.</summary>
    /// <param name="width">Width of the frame in pixels, 1..4096.</param>
    /// <param name="height">Height of the frame in pixels, 1..4096.</param>
    /// <param name="input">What the network expects.</param>
    /// <returns>The crop.</returns>
    public static FrameCrop Of(int width, int height, InputDescription input)
    {
        var (w, h) = (width, height);
        if (input.Resize == ResizePolicy.ShorterSide)
        {
            if (width * input.Height >= height * input.Width)
            {
                w = Math.Max(1, height * input.Width / input.Height);
            }
            else
            {
                h = Math.Max(1, width * input.Height / input.Width);
            }
        }

        return new FrameCrop((width - w) / 2, (height - h) / 2, w, h);
    }

    /// <summary>Tells whether the crop has another size than the input.</summary>
    /// <param name="input">What the network expects.</param>
    /// <returns>False if its pixels are taken as they are.</returns>
    public bool Resamples(InputDescription input) => (Width, Height) != (input.Width, input.Height);
}
