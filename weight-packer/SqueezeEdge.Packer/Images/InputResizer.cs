// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Images;

/// <summary>Brings a photograph to the input size: plain bilinear with half-pixel centres, no antialiasing, then a centre crop.</summary>
public static class InputResizer
{
    /// <summary>Resizes and crops.</summary>
    /// <param name="photo">A picture of any size.</param>
    /// <param name="input">What the network expects.</param>
    /// <returns>A picture of exactly the input size.</returns>
    public static Pixels Resize(Pixels photo, InputDescription input)
    {
        var width = input.ResizeSize;
        var height = input.ResizeSize;
        if (input.Resize == ResizePolicy.ShorterSide)
        {
            var scale = (double)input.ResizeSize / Math.Min(photo.Width, photo.Height);
            width = Math.Max(input.Width, (int)Math.Round(photo.Width * scale));
            height = Math.Max(input.Height, (int)Math.Round(photo.Height * scale));
        }

        var left = (width - input.Width) / 2;
        var top = (height - input.Height) / 2;
        var columns = Samples(photo.Width, width, left, input.Width);
        var rows = Samples(photo.Height, height, top, input.Height);
        var rgb = new byte[3 * input.Width * input.Height];
        var o = 0;
        foreach (var row in rows)
        {
            foreach (var column in columns)
            {
                for (var c = 0; c < 3; c++)
                {
                    var a = Mix(photo.Rgb, photo.Width, column, row.First, c);
                    var b = Mix(photo.Rgb, photo.Width, column, row.Second, c);
                    rgb[o++] = (byte)Math.Clamp((int)MathF.Floor(a + (b - a) * row.Fraction + 0.5f), 0, 255);
                }
            }
        }

        return new Pixels(input.Width, input.Height, rgb);
    }

    private static float Mix(byte[] rgb, int width, Sample column, int row, int channel)
    {
        float a = rgb[3 * (row * width + column.First) + channel];
        float b = rgb[3 * (row * width + column.Second) + channel];
        return a + (b - a) * column.Fraction;
    }

    private static Sample[] Samples(int from, int to, int start, int count)
    {
        var samples = new Sample[count];
        for (var i = 0; i < count; i++)
        {
            var position = Math.Clamp((start + i + 0.5) * from / to - 0.5, 0, from - 1);
            var first = (int)position;
            samples[i] = new Sample(first, Math.Min(first + 1, from - 1), (float)(position - first));
        }

        return samples;
    }

    private readonly record struct Sample(int First, int Second, float Fraction);
}
