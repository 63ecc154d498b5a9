// SPDX-License-Identifier: MIT
using SkiaSharp;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Images;

public sealed class PhotographTests
{
    [Fact]
    public void DecodesPixelsInOrder()
    {
        using var folder = new TemporaryFolder();
        var pixels = PhotoLoader.Load(folder.Write("a.png", Png(2, 1, SKColors.Red, new SKColor(1, 2, 3))));
        Assert.Equal((2, 1), (pixels.Width, pixels.Height));
        Assert.Equal([255, 0, 0, 1, 2, 3], pixels.Rgb);
        Assert.Equal([9, 8, 7], PhotoLoader.Load(folder.Write("one.png", Png(1, 1, new SKColor(9, 8, 7)))).Rgb);
    }

    [Fact]
    public void NamesTheFileThatCannotBeDecoded()
    {
        using var folder = new TemporaryFolder();
        var png = Png(40, 40, [.. Enumerable.Range(0, 1600).Select(i => new SKColor((byte)i, (byte)(i * 7), (byte)(i * 13)))]);
        Assert.Contains("empty.jpg", Assert.Throws<ModelException>(() => PhotoLoader.Load(folder.Write("empty.jpg", []))).Message);
        Assert.Contains(
            "text.jpg",
            Assert.Throws<ModelException>(() => PhotoLoader.Load(folder.Write("text.jpg", "no picture"u8.ToArray()))).Message
        );
        Assert.Contains(
            "cut.png",
            Assert.Throws<ModelException>(() => PhotoLoader.Load(folder.Write("cut.png", png[..(png.Length / 2)]))).Message
        );
        Assert.Contains("absent.png", Assert.Throws<ModelException>(() => PhotoLoader.Load(folder.Path("absent.png"))).Message);
    }

    [Fact]
    public void ListsFilesThatBeginWithTheirClass()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "007_cock.JPG", "010_n01.png", "labels.txt", "003.webp", "unknown.bmp" })
        {
            folder.Write(name, []);
        }

        var images = LabelledImages.List(folder.Path("."));
        Assert.Equal(
            [("003.webp", 3), ("007_cock.JPG", 7), ("010_n01.png", 10), ("unknown.bmp", -1)],
            images.Select(i => (Path.GetFileName(i.Path), i.ClassIndex))
        );
    }

    [Fact]
    public void ListsOneFolderPerClassAndLeavesItsMeaningToTheLabels()
    {
        using var folder = new TemporaryFolder();
        folder.Write(Path.Combine("dog", "b.jpg"), []);
        folder.Write(Path.Combine("12", "a.jpeg"), []);
        var images = LabelledImages.List(folder.Path("."));
        Assert.Equal(
            [("a.jpeg", "12", -1), ("b.jpg", "dog", -1)],
            images.Select(i => (Path.GetFileName(i.Path), i.ClassFolder, i.ClassIndex))
        );
    }

    [Fact]
    public void RefusesAFolderWithoutPictures()
    {
        using var folder = new TemporaryFolder();
        folder.Write("notes.txt", []);
        Assert.Throws<ModelException>(() => LabelledImages.List(folder.Path(".")));
        Assert.Throws<ModelException>(() => LabelledImages.List(folder.Path("absent")));
    }

    [Fact]
    public void ResizesWithHalfPixelCentres()
    {
        // 2 to 4: samples at -0.25 (clamped), 0.25, 0.75, 1.25 (clamped).
        var photo = new Pixels(2, 1, [0, 0, 0, 100, 100, 100]);
        Assert.Equal([0, 25, 75, 100], Row(InputResizer.Resize(photo, Input(4, 4, ResizePolicy.Squash, 4))));
        // 4 to 2 without antialiasing: samples at 0.5 and 2.5.
        photo = new Pixels(4, 1, [0, 0, 0, 10, 10, 10, 20, 20, 20, 31, 31, 31]);
        Assert.Equal([5, 26], Row(InputResizer.Resize(photo, Input(2, 2, ResizePolicy.Squash, 2)))); // 25.5 rounds up
    }

    [Fact]
    public void CropsTheCentre()
    {
        var photo = new Pixels(6, 6, [.. Enumerable.Range(0, 36).SelectMany(i => new[] { (byte)i, (byte)i, (byte)i })]);
        Assert.Equal([14, 15], Row(InputResizer.Resize(photo, Input(2, 2, ResizePolicy.Squash, 6))));
        var wide = new Pixels(6, 2, [.. Enumerable.Range(0, 12).SelectMany(i => new[] { (byte)i, (byte)i, (byte)i })]);
        Assert.Equal([2, 3], Row(InputResizer.Resize(wide, Input(2, 2, ResizePolicy.ShorterSide, 2))));
        var one = InputResizer.Resize(new Pixels(1, 1, [1, 2, 3]), Input(3, 3, ResizePolicy.Squash, 5));
        Assert.Equal(Enumerable.Repeat(new byte[] { 1, 2, 3 }, 9).SelectMany(p => p), one.Rgb);
    }

    /// <summary>An odd margin: the smaller half is left and above.</summary>
    [Theory]
    [InlineData(7, 2, 2)]
    [InlineData(8, 3, 2)]
    [InlineData(9, 2, 3)]
    [InlineData(9, 4, 2)]
    public void AnOddMarginIsCutRoundedDownOnTheLeftAndAbove(int side, int crop, int first)
    {
        var photo = new Pixels(
            side,
            side,
            [.. Enumerable.Range(0, side * side).SelectMany(i => new[] { (byte)(i % side), (byte)(i / side), (byte)0 })]
        );
        var pixels = InputResizer.Resize(photo, Input(crop, crop, ResizePolicy.Squash, side)).Rgb;
        Assert.Equal((first, first), (pixels[0], pixels[1]));
        Assert.Equal((first + crop - 1, first + crop - 1), (pixels[^3], pixels[^2]));
    }

    /// <summary>A header alone is enough to see how large a picture would become in memory.</summary>
    [Theory]
    [InlineData(10_001, 10_000)]
    [InlineData(10_000, 10_001)]
    [InlineData(60_000, 60_000)]
    public void APictureOfTooManyPixelsIsRefusedBeforeItIsDecoded(int width, int height)
    {
        using var folder = new TemporaryFolder();
        byte[] header = [.. Big(width), .. Big(height), 8, 2, 0, 0, 0];
        byte[] png =
        [
            .. (byte[])[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10],
            .. Chunk("IHDR"u8, header),
            .. Chunk("IDAT"u8, [0x78, 0x9C, 0x63, 0, 0, 0, 1, 0, 1]),
            .. Chunk("IEND"u8, []),
        ];
        var path = folder.Write("huge.png", png);
        var before = GC.GetTotalAllocatedBytes();
        var message = Assert.Throws<ModelException>(() => PhotoLoader.Load(path)).Message;
        Assert.Contains("huge.png", message, StringComparison.Ordinal);
        Assert.Contains("pixels", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10_000_000);

        static byte[] Big(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

        static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
        {
            byte[] named = [.. type, .. data];
            return [.. Big(data.Length), .. named, .. Big((int)System.IO.Hashing.Crc32.HashToUInt32(named))];
        }
    }

    [Fact]
    public void SplitsIntoPlanes()
    {
        var pixels = new Pixels(2, 1, [1, 2, 3, 250, 128, 4]);
        Assert.Equal([1, 250, 2, 128, 3, 4], PixelPlanes.Split(pixels, ChannelOrder.Rgb));
        Assert.Equal([3, 4, 2, 128, 1, 250], PixelPlanes.Split(pixels, ChannelOrder.Bgr));
        Assert.Equal([2, (77 * 250 + 150 * 128 + 29 * 4 + 128) >> 8], PixelPlanes.Split(pixels, ChannelOrder.Grey).Select(v => (int)v));
    }

    private static InputDescription Input(int width, int height, ResizePolicy policy, int size) =>
        new(width, height, 3, ChannelOrder.Rgb, [0, 0, 0], [1, 1, 1], policy, size);

    private static byte[] Row(Pixels pixels) => [.. pixels.Rgb.Take(3 * pixels.Width).Where((_, i) => i % 3 == 0)];

    private static byte[] Png(int width, int height, params SKColor[] colours)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul) { Pixels = colours };
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
