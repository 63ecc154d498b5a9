// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using SqueezeEdge.Packer.Images;

namespace SqueezeEdge.Packer.Tests.Images;

/// <summary>Pictures come from anywhere. Native code decodes them in this process, where its aborting would end every test.</summary>
public sealed class DamagedPictureTests
{
    public static TheoryData<string> Endings => [.. EncodedSamples.All.Keys];

    [Theory]
    [MemberData(nameof(Endings))]
    public void EveryFormatIsDecoded(string ending)
    {
        using var folder = new TemporaryFolder();
        var pixels = PhotoLoader.Load(folder.Write("a" + ending, EncodedSamples.All[ending]));
        Assert.Equal((20, 12, 720), (pixels.Width, pixels.Height, pixels.Rgb.Length));
        Assert.True(pixels.Rgb.Distinct().Count() > 20);
        Assert.Contains(Path.GetExtension("a" + ending), PhotoLoader.Extensions);
    }

    /// <summary>What ends a file is not always needed (JPEG's end of image, GIF's trailer, a checksum): then nothing is missing.</summary>
    [Theory]
    [MemberData(nameof(Endings))]
    public void EveryPrefixIsRefusedByNameUnlessItHasEveryPixel(string ending)
    {
        using var folder = new TemporaryFolder();
        var whole = EncodedSamples.All[ending];
        var pixels = PhotoLoader.Load(folder.Write("whole" + ending, whole)).Rgb;
        var refused = 0;
        for (var length = 0; length < whole.Length; length++)
        {
            var path = folder.Write("cut" + ending, whole[..length]);
            try
            {
                Assert.Equal(pixels, PhotoLoader.Load(path).Rgb);
            }
            catch (ModelException e)
            {
                Assert.Contains(path, e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, whole.Length - 32, whole.Length);
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public void DamageIsRefusedOrDecodedButNeverEndsTheProcess(string ending)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(9);
        var decoded = 0;
        for (var i = 0; i < 1000; i++)
        {
            var bytes = (byte[])EncodedSamples.All[ending].Clone();
            for (var n = random.Next(1, 5); n > 0; n--)
            {
                bytes[random.Next(i % 2 == 0 ? bytes.Length : 64)] = (byte)(random.Next(4) == 0 ? 255 : random.Next(256));
            }

            var path = folder.Write("bad" + ending, bytes);
            try
            {
                var pixels = PhotoLoader.Load(path);
                Assert.Equal(3L * pixels.Width * pixels.Height, pixels.Rgb.Length);
                decoded++;
            }
            catch (ModelException e)
            {
                Assert.Contains(path, e.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(decoded, 1, 999);
    }

    [Fact]
    public void ABitmapWhosePixelsBeginBeyondItsEndIsRefused()
    {
        using var folder = new TemporaryFolder();
        var bytes = (byte[])EncodedSamples.All[".bmp"].Clone();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(10), 0xFF003600);
        var path = folder.Write("far.bmp", bytes);
        Assert.Contains("far.bmp", Assert.Throws<ModelException>(() => PhotoLoader.Load(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x49, 0x49, 0x2A, 0 })] // TIFF and DNG, which the decoder would take, are none of the formats listed
    [InlineData(new byte[] { 0, 0, 1, 0 })] // icons
    public void OtherFormatsAreNotGivenToTheDecoder(byte[] start)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.jpg", [.. start, .. new byte[500]]);
        Assert.Contains("is no picture", Assert.Throws<ModelException>(() => PhotoLoader.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AJpegOfThousandsOfScansIsRefusedBeforeItTakesMinutes()
    {
        using var folder = new TemporaryFolder();
        var jpeg = EncodedSamples.All[".jpg"];
        var scan = jpeg.AsSpan().IndexOf(new byte[] { 0xFF, 0xDA });
        byte[] many = [.. jpeg[..^2], .. Enumerable.Repeat(jpeg[scan..^2], 100).SelectMany(s => s), .. jpeg[^2..]];
        var path = folder.Write("scans.jpg", many);
        Assert.Contains("101 scans", Assert.Throws<ModelException>(() => PhotoLoader.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APictureThatAloneNeedsMoreThanTheMemoryIsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("huge.png", EncodedSamples.BlackPng(9000, 9000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Assert.Throws<ModelException>(() => PhotoLoader.Load(path)).Message;
        Assert.Contains("9000x9000", message, StringComparison.Ordinal);
        Assert.Contains("512", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    /// <summary>A progressive JPEG and an interlaced PNG are kept whole by the decoder, which counts.</summary>
    [Fact]
    public void WhatTheDecoderKeepsIsCounted()
    {
        static EncodedPicture Inspect(byte[] bytes) => EncodedPicture.Inspect(bytes)!.Value;
        var jpeg = EncodedSamples.All[".jpg"];
        Assert.Equal(new EncodedPicture(PictureFormat.Jpeg, 0, 1), Inspect(jpeg));
        var frame = jpeg.AsSpan().IndexOf(new byte[] { 0xFF, 0xC0 });
        var progressive = (byte[])jpeg.Clone();
        progressive[frame + 1] = 0xC2;
        var sampling = jpeg[frame + 11] == 0x22 ? 3 : 6;
        Assert.Equal(new EncodedPicture(PictureFormat.Jpeg, sampling, 1), Inspect(progressive));
        var png = (byte[])EncodedSamples.All[".png"].Clone();
        Assert.Equal(new EncodedPicture(PictureFormat.Png, 0, 1), Inspect(png));
        png[28] = 1;
        Assert.Equal(new EncodedPicture(PictureFormat.Png, 8, 1), Inspect(png));
        Assert.Null(EncodedPicture.Inspect("no picture"u8));
    }
}
