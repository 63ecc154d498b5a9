// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Cameras;

public sealed class CameraProfileTests
{
    [Theory]
    [InlineData("qvga-rgb565", 320, 240)]
    [InlineData("96x96-rgb565", 96, 96)]
    [InlineData("128x128-rgb565", 128, 128)]
    public void FramesHaveTheSizeAndByteOrderOfTheCamera(string name, int width, int height)
    {
        foreach (var (w, h) in new[] { (1, 1), (40, 30), (3, 700), (1500, 2) })
        {
            var frame = CameraProfile.Find(name).Capture(Photo(w, h, (_, _) => (0xF8, 0x84, 0x08)));
            Assert.Equal((width, height, 2 * width * height), (frame.Width, frame.Height, frame.Bytes.Length));
            Assert.All(frame.Bytes.Chunk(2), pixel => Assert.Equal([0xFC, 0x21], pixel));
        }
    }

    [Fact]
    public void APhotographOfTheFrameSizeKeepsItsPixels()
    {
        var random = new Random(11);
        var photo = Photo(320, 240, (_, _) => ((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
        Assert.Equal(CameraFrame.From(photo, PixelFormat.Rgb565BigEndian).Bytes, CameraProfile.Find("qvga-rgb565").Capture(photo).Bytes);
    }

    [Theory]
    [InlineData(1280, 480, true)]
    [InlineData(320, 480, false)]
    public void WhatOverhangsIsCutOffEvenly(int width, int height, bool wide)
    {
        var photo = Photo(
            width,
            height,
            (x, y) =>
                (wide ? x * 4 / width : y * 4 / height) switch
                {
                    0 => (255, 0, 0),
                    3 => (0, 0, 255),
                    _ => (0, 255, 0),
                }
        );
        var scaled = CoverScaler.Scale(photo, 320, 240);
        for (var y = 3; y < 237; y++)
        {
            for (var x = 3; x < 317; x++)
            {
                Assert.Equal([0, 255, 0], scaled.Rgb.AsSpan(3 * (y * 320 + x), 3).ToArray());
            }
        }

        // One column or row more on either side shows what was cut off.
        var more = CoverScaler.Scale(photo, wide ? 340 : 320, wide ? 240 : 260);
        Assert.Equal(255, more.Rgb[0]);
        Assert.Equal(255, more.Rgb[^1]);
    }

    [Fact]
    public void DetailFinerThanAPixelIsAveraged()
    {
        var scaled = CoverScaler.Scale(
            Photo(1280, 960, (x, y) => (x + y) % 2 == 0 ? ((byte)255, (byte)255, (byte)255) : ((byte)0, (byte)0, (byte)0)),
            320,
            240
        );
        Assert.All(scaled.Rgb, v => Assert.InRange(v, 120, 135));
    }

    [Fact]
    public void DetailThatAPixelCanShowKeepsItsContrast()
    {
        // A wave of 4 pixels becomes one of 3.75; interpolating linearly would leave 82 % of it.
        var scaled = CoverScaler.Scale(
            Photo(
                342,
                256,
                (x, y) =>
                    ((byte)Math.Round(128 + 100 * Math.Sin(Math.PI / 2 * x)), (byte)Math.Round(128 + 100 * Math.Sin(Math.PI / 2 * y)), 128)
            ),
            320,
            240
        );
        double Contrast(int channel) =>
            Math.Sqrt(2 * Enumerable.Range(0, 320 * 240).Average(i => Math.Pow(scaled.Rgb[3 * i + channel] - 128, 2)));
        Assert.InRange(Contrast(0), 95, 105);
        Assert.InRange(Contrast(1), 95, 105);
        Assert.InRange(Contrast(2), 0, 1);
    }

    [Fact]
    public void WithoutACameraThePhotographHasTheInputSize()
    {
        var input = new InputDescription(9, 7, 3, ChannelOrder.Rgb, [0, 0, 0], [1, 1, 1], ResizePolicy.Squash, 9);
        var frame = CameraProfile.Frame(Photo(20, 20, (x, y) => ((byte)x, (byte)y, 7)), input, null);
        Assert.Equal((9, 7, PixelFormat.Rgb888), (frame.Width, frame.Height, frame.Format));
    }

    [Fact]
    public void AnUnknownNameIsAnsweredWithTheNames()
    {
        var message = Assert.Throws<ModelException>(() => CameraProfile.Find("vga")).Message;
        Assert.All(CameraProfile.All, p => Assert.Contains(p.Name, message));
        Assert.Contains("'vga'", message);
    }

    private static Pixels Photo(int width, int height, Func<int, int, (byte R, byte G, byte B)> colour)
    {
        var rgb = Enumerable.Range(0, width * height).Select(i => colour(i % width, i / width)).SelectMany(c => new[] { c.R, c.G, c.B });
        return new Pixels(width, height, [.. rgb]);
    }
}
