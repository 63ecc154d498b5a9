// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Images;

/// <summary>From interleaved RGB to the planes the network reads.</summary>
public static class PixelPlanes
{
    /// <summary>Splits a picture into channels.</summary>
    /// <param name="pixels">A picture.</param>
    /// <param name="order">Order of the channels; grey is (77 R + 150 G + 29 B + 128) / 256.</param>
    /// <returns>One plane of width x height bytes per channel.</returns>
    public static byte[] Split(Pixels pixels, ChannelOrder order)
    {
        var size = pixels.Width * pixels.Height;
        var planes = new byte[order == ChannelOrder.Grey ? size : 3 * size];
        for (var i = 0; i < size; i++)
        {
            var (r, g, b) = (pixels.Rgb[3 * i], pixels.Rgb[3 * i + 1], pixels.Rgb[3 * i + 2]);
            if (order == ChannelOrder.Grey)
            {
                planes[i] = (byte)((77 * r + 150 * g + 29 * b + 128) >> 8);
                continue;
            }

            planes[i] = order == ChannelOrder.Rgb ? r : b;
            planes[size + i] = g;
            planes[2 * size + i] = order == ChannelOrder.Rgb ? b : r;
        }

        return planes;
    }

    /// <summary>A picture of any size as the network's input.</summary>
    /// <param name="photo">The picture.</param>
    /// <param name="input">What the network expects.</param>
    /// <returns>Planes in network order.</returns>
    public static byte[] From(Pixels photo, InputDescription input) => Split(InputResizer.Resize(photo, input), input.Order);
}
