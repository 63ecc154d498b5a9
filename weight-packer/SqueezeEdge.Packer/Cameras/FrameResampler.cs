// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Cameras;

/// <summary>From a camera frame to the input, with the kernels' arithmetic (docs/arithmetic.md).</summary>
public static class FrameResampler
{
    /// <summary>Resamples the part of a frame that the network sees, <see cref="FrameCrop"/>.</summary>
    /// <param name="frame">A frame of any size.</param>
    /// <param name="input">What the network expects.</param>
    /// <returns>Planes in network channel order.</returns>
    public static byte[] Resample(CameraFrame frame, InputDescription input)
    {
        var planes = Planes(frame, input.Order);
        var (w, h) = (input.Width, input.Height);
        var crop = FrameCrop.Of(frame.Width, frame.Height, input);
        var output = new byte[input.Channels * w * h];
        var o = 0;
        for (var c = 0; c < input.Channels; c++)
        {
            for (var y = 0; y < h; y++)
            {
                for (var x = 0; x < w; x++)
                {
                    output[o++] = crop.Resamples(input) ? Blend(c, x, y) : Pixel(c, x, y);
                }
            }
        }

        return output;

        byte Pixel(int c, int x, int y) => planes[(c * frame.Height + crop.Top + y) * frame.Width + crop.Left + x];

        byte Blend(int c, int x, int y)
        {
            var (i0, i1, f) = Sample(x, crop.Width, w);
            var (j0, j1, g) = Sample(y, crop.Height, h);
            var a = Pixel(c, i0, j0) * (256 - f) + Pixel(c, i1, j0) * f;
            var b = Pixel(c, i0, j1) * (256 - f) + Pixel(c, i1, j1) * f;
            return (byte)((a * (256 - g) + b * g + 32768) >> 16);
        }
    }

    private static (int First, int Second, int Fraction) Sample(int index, int from, int to)
    {
        var step = (from << 16) / to;
        var position = Math.Max(0, (index * step) + (step / 2) - 32768);
        var first = Math.Min(position >> 16, from - 1);
        return (first, Math.Min(first + 1, from - 1), (position >> 8) & 255);
    }

    private static byte[] Planes(CameraFrame frame, ChannelOrder order)
    {
        var count = frame.Width * frame.Height;
        if (frame.Bytes.Length != count * CameraFrame.PixelBytes(frame.Format))
        {
            throw new ModelException(
                $"a {frame.Width}x{frame.Height} {frame.Format} frame has "
                    + $"{count * CameraFrame.PixelBytes(frame.Format)} bytes; this has {frame.Bytes.Length}."
            );
        }

        if (frame.Format == PixelFormat.Grey && order == ChannelOrder.Grey)
        {
            return frame.Bytes;
        }

        var rgb = new byte[3 * count];
        for (var i = 0; i < count; i++)
        {
            (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]) = Colour(frame, i);
        }

        return PixelPlanes.Split(new Pixels(frame.Width, frame.Height, rgb), order);
    }

    private static (byte R, byte G, byte B) Colour(CameraFrame frame, int i)
    {
        var bytes = frame.Bytes;
        if (frame.Format == PixelFormat.Rgb888)
        {
            return (bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2]);
        }

        if (frame.Format == PixelFormat.Grey)
        {
            return (bytes[i], bytes[i], bytes[i]);
        }

        var v =
            frame.Format == PixelFormat.Rgb565BigEndian ? (bytes[2 * i] << 8) | bytes[2 * i + 1] : (bytes[2 * i + 1] << 8) | bytes[2 * i];
        var (r, g, b) = (v >> 11, (v >> 5) & 63, v & 31);
        return ((byte)((r << 3) | (r >> 2)), (byte)((g << 2) | (g >> 4)), (byte)((b << 3) | (b >> 2)));
    }
}
