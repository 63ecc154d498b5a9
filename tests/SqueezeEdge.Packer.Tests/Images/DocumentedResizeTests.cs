// SPDX-License-Identifier: MIT
using SkiaSharp;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Images;

/// <summary>docs/arithmetic.md, "From a photograph to the input", written again from the page alone.</summary>
public sealed class DocumentedResizeTests
{
    [Theory]
    [InlineData(500, 333, 227, 227, 256, ResizePolicy.Squash)]
    [InlineData(333, 500, 227, 227, 256, ResizePolicy.Squash)]
    [InlineData(100, 80, 227, 227, 256, ResizePolicy.Squash)]
    [InlineData(500, 333, 224, 224, 256, ResizePolicy.ShorterSide)]
    [InlineData(333, 501, 224, 224, 256, ResizePolicy.ShorterSide)]
    [InlineData(61, 40, 96, 64, 97, ResizePolicy.ShorterSide)]
    [InlineData(5, 3, 7, 4, 9, ResizePolicy.ShorterSide)]
    [InlineData(8, 5, 12, 4, 12, ResizePolicy.ShorterSide)] // 12 / 5 * 8 = 19.2
    [InlineData(28, 28, 28, 28, 28, ResizePolicy.Squash)]
    [InlineData(1, 1, 3, 2, 5, ResizePolicy.Squash)]
    public void EveryByteOfTheInputIsAsThePageSays(int w, int h, int width, int height, int size, ResizePolicy policy)
    {
        var photo = Noise(w, h);
        foreach (var order in new[] { ChannelOrder.Rgb, ChannelOrder.Bgr, ChannelOrder.Grey })
        {
            var channels = order == ChannelOrder.Grey ? 1 : 3;
            var zeros = new float[channels];
            var ones = Enumerable.Repeat(1f, channels).ToArray();
            var input = new InputDescription(width, height, channels, order, zeros, ones, policy, size);
            Assert.Equal(Page(photo, input), PixelPlanes.From(photo, input));
        }
    }

    /// <summary>The page in double precision; the program sums in single, which may decide a half differently.</summary>
    [Theory]
    [InlineData(500, 333, "qvga-rgb565")]
    [InlineData(333, 500, "96x96-rgb565")]
    [InlineData(90, 71, "128x128-rgb565")]
    public void ACamerasFrameIsAsThePageSays(int w, int h, string camera)
    {
        var photo = Noise(w, h);
        var profile = CameraProfile.Find(camera);
        var expected = PageCover(photo, profile.Width, profile.Height);
        var scaled = CoverScaler.Scale(photo, profile.Width, profile.Height).Rgb;
        Assert.Equal(expected.Length, scaled.Length);
        var wrong = scaled.Where((v, i) => Math.Abs(v - expected[i]) > 0.501).Count();
        Assert.Equal(0, wrong);

        var frame = profile.Capture(photo).Bytes;
        for (var i = 0; i < frame.Length / 2; i++)
        {
            var pixel = (scaled[3 * i] / 8 * 2048) + (scaled[3 * i + 1] / 4 * 32) + scaled[3 * i + 2] / 8;
            Assert.Equal(pixel, frame[2 * i] * 256 + frame[2 * i + 1]);
        }
    }

    /// <summary>A photograph of a phone: decoded, turned, squashed, cropped.</summary>
    [Fact]
    public void AnAnswerCanBeReproducedFromTheJpeg()
    {
        using var folder = new TemporaryFolder();
        var noise = Noise(160, 90);
        var jpeg = EncodedSamples.Encode(
            160,
            90,
            [.. noise.Rgb.Chunk(3).Select(p => new SKColor(p[0], p[1], p[2]))],
            SKEncodedImageFormat.Jpeg,
            90
        );
        var input = new InputDescription(64, 64, 3, ChannelOrder.Bgr, [0, 0, 0], [1, 1, 1], ResizePolicy.Squash, 72);
        var path = folder.Write("phone.jpg", EncodedSamples.WithOrientation(jpeg, 8));

        // Stored row 0 is the left side, stored column 0 the bottom.
        using var bitmap = SKBitmap.Decode(jpeg);
        var upright = new Pixels(
            90,
            160,
            [
                .. Enumerable
                    .Range(0, 90 * 160)
                    .Select(i => bitmap.GetPixel(160 - 1 - i / 90, i % 90))
                    .SelectMany(c => new[] { c.Red, c.Green, c.Blue }),
            ]
        );
        Assert.Equal(Page(upright, input), PhotoLoader.Load(path, p => PixelPlanes.From(p, input)));
    }

    private static Pixels Noise(int width, int height)
    {
        var rgb = new byte[3 * width * height];
        new Random(width).NextBytes(rgb);
        return new Pixels(width, height, rgb);
    }

    private static byte[] Page(Pixels photo, InputDescription input)
    {
        double rw = input.ResizeSize;
        double rh = input.ResizeSize;
        if (input.Resize == ResizePolicy.ShorterSide)
        {
            var s = (double)input.ResizeSize / Math.Min(photo.Width, photo.Height);
            rw = Math.Max(input.Width, Math.Round(photo.Width * s, MidpointRounding.ToEven));
            rh = Math.Max(input.Height, Math.Round(photo.Height * s, MidpointRounding.ToEven));
        }

        var left = Math.Floor((rw - input.Width) / 2);
        var top = Math.Floor((rh - input.Height) / 2);
        var planes = new byte[input.Channels * input.Width * input.Height];
        for (var y = 0; y < input.Height; y++)
        {
            var (j0, j1, g) = Position(top + y, photo.Height, rh);
            for (var x = 0; x < input.Width; x++)
            {
                var (i0, i1, f) = Position(left + x, photo.Width, rw);
                int Channel(int c)
                {
                    float At(int column, int row) => photo.Rgb[3 * (row * photo.Width + column) + c];
                    var a = At(i0, j0) + (At(i1, j0) - At(i0, j0)) * f;
                    var b = At(i0, j1) + (At(i1, j1) - At(i0, j1)) * f;
                    return (int)Math.Floor(a + (b - a) * g + 0.5f);
                }

                var (red, green, blue) = (Channel(0), Channel(1), Channel(2));
                int[] pixel = input.Order switch
                {
                    ChannelOrder.Rgb => [red, green, blue],
                    ChannelOrder.Bgr => [blue, green, red],
                    _ => [(77 * red + 150 * green + 29 * blue + 128) / 256],
                };
                for (var c = 0; c < input.Channels; c++)
                {
                    planes[(c * input.Height + y) * input.Width + x] = (byte)pixel[c];
                }
            }
        }

        return planes;

        static (int First, int Second, float Fraction) Position(double index, int from, double to)
        {
            var position = (index + 0.5) * from / to - 0.5;
            position = position < 0 ? 0 : Math.Min(position, from - 1);
            var first = (int)Math.Floor(position);
            return (first, Math.Min(first + 1, from - 1), (float)(position - first));
        }
    }

    private static double[] PageCover(Pixels photo, int width, int height)
    {
        var s = Math.Max((double)width / photo.Width, (double)height / photo.Height);
        var t = Math.Max(1, 1 / s);
        var across = Enumerable.Range(0, width).Select(x => Weights(x, width, photo.Width)).ToArray();
        var down = Enumerable.Range(0, height).Select(y => Weights(y, height, photo.Height)).ToArray();
        var narrow = new double[photo.Height, width, 3];
        for (var y = 0; y < photo.Height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < 3; c++)
                {
                    narrow[y, x, c] = across[x].Sum(w => w.Value * photo.Rgb[3 * (y * photo.Width + w.Key) + c]);
                }
            }
        }

        return
        [
            .. Enumerable
                .Range(0, height * width * 3)
                .Select(i => Math.Clamp(down[i / 3 / width].Sum(w => w.Value * narrow[w.Key, i / 3 % width, i % 3]), 0, 255)),
        ];

        Dictionary<int, double> Weights(int x, int frame, int size)
        {
            var c = (x + 0.5 - frame / 2.0) / s + size / 2.0 - 0.5;
            var near = Enumerable.Range(0, size).Where(k => Math.Abs(k - c) <= 3 * t).ToDictionary(k => k, k => Filter((k - c) / t));
            var sum = near.Values.Sum();
            return near.ToDictionary(k => k.Key, k => k.Value / sum);
        }

        static double Filter(double v) =>
            v == 0 ? 1
            : Math.Abs(v) >= 3 ? 0
            : Math.Sin(Math.PI * v) * Math.Sin(Math.PI * v / 3) / (Math.PI * Math.PI * v * v / 3);
    }
}
