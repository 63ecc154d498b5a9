// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Images;

/// <summary>Scales a photograph so that it fills a frame, the way a lens fills a sensor: what overhangs is cut off evenly.</summary>
/// <remarks>
/// The filter is Lanczos' with three lobes. A photograph's pixels have already been averaged by its own camera's; averaging
/// or interpolating linearly would do so again and cost accuracy that a camera of this size does not.
/// </remarks>
public static class CoverScaler
{
    private const int Lobes = 3;

    /// <summary>Crops a photograph around its centre to the frame's shape and scales it.</summary>
    /// <param name="photo">A picture of any size.</param>
    /// <param name="width">Width of the frame in pixels, at least 1.</param>
    /// <param name="height">Height of the frame in pixels, at least 1.</param>
    /// <returns>A picture of exactly that size.</returns>
    public static Pixels Scale(Pixels photo, int width, int height)
    {
        var scale = Math.Max((double)width / photo.Width, (double)height / photo.Height);
        var columns = Windows(photo.Width, width, scale);
        var rows = Windows(photo.Height, height, scale);

        // Only the rows of the photograph that the frame shows are scaled in x.
        var first = rows.Min(r => r.First);
        var narrow = new float[(rows.Max(r => r.First + r.Weights.Length) - first) * 3 * width];
        for (int y = first, o = 0; o < narrow.Length; y++)
        {
            foreach (var (start, weights) in columns)
            {
                for (var c = 0; c < 3; c++)
                {
                    var sum = 0f;
                    for (var i = 0; i < weights.Length; i++)
                    {
                        sum += weights[i] * photo.Rgb[3 * (y * photo.Width + start + i) + c];
                    }

                    narrow[o++] = sum;
                }
            }
        }

        var rgb = new byte[3 * width * height];
        var line = 3 * width;
        for (var o = 0; o < rgb.Length; o++)
        {
            var (start, weights) = rows[o / line];
            var sum = 0f;
            for (var i = 0; i < weights.Length; i++)
            {
                sum += weights[i] * narrow[(start - first + i) * line + o % line];
            }

            rgb[o] = (byte)Math.Clamp((int)MathF.Floor(sum + 0.5f), 0, 255);
        }

        return new Pixels(width, height, rgb);
    }

    // For each pixel of the frame, the photograph's pixels under the filter. Beyond the photograph there is nothing.
    private static Window[] Windows(int from, int to, double scale)
    {
        var stretch = Math.Max(1, 1 / scale);
        var windows = new Window[to];
        for (var i = 0; i < to; i++)
        {
            var centre = (i + 0.5 - to / 2.0) / scale + from / 2.0 - 0.5;
            var first = Math.Max(0, (int)Math.Ceiling(centre - Lobes * stretch));
            var last = Math.Min(from - 1, (int)Math.Floor(centre + Lobes * stretch));
            var weights = new double[last - first + 1];
            for (var k = 0; k < weights.Length; k++)
            {
                weights[k] = Lanczos((first + k - centre) / stretch);
            }

            var sum = weights.Sum();
            windows[i] = new Window(first, Array.ConvertAll(weights, w => (float)(w / sum)));
        }

        return windows;
    }

    private static double Lanczos(double x) => Math.Abs(x) >= Lobes ? 0 : Sinc(x) * Sinc(x / Lobes);

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private readonly record struct Window(int First, float[] Weights);
}
