// SPDX-License-Identifier: MIT
using SkiaSharp;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Images;

/// <summary>Phones store pictures as the sensor lies and say in EXIF how to turn them.</summary>
public sealed class OrientationTests
{
    private const int Block = 16;
    private const string Upright = "ABC/DEF";

    /// <summary>EXIF 2.32, tag 0x0112: which side of the picture the stored row 0 is, and which the stored column 0.</summary>
    public static TheoryData<int, string> Stored =>
        new()
        {
            { 1, "ABC/DEF" }, // top, left
            { 2, "CBA/FED" }, // top, right
            { 3, "FED/CBA" }, // bottom, right
            { 4, "DEF/ABC" }, // bottom, left
            { 5, "AD/BE/CF" }, // left, top
            { 6, "CF/BE/AD" }, // right, top
            { 7, "FC/EB/DA" }, // right, bottom
            { 8, "DA/EB/FC" }, // left, bottom
        };

    [Theory]
    [MemberData(nameof(Stored))]
    public void EveryOrientationIsTurnedUpright(int orientation, string stored)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("phone.jpg", EncodedSamples.WithOrientation(Jpeg(stored), orientation));
        Assert.Equal(Upright, Blocks(PhotoLoader.Load(path)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void AnUnknownOrientationIsNone(int orientation)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            "FED/CBA",
            Blocks(PhotoLoader.Load(folder.Write("a.jpg", EncodedSamples.WithOrientation(Jpeg("FED/CBA"), orientation))))
        );
    }

    /// <summary>Calibration, classification and evaluation, a camera's frame.</summary>
    [Fact]
    public void WhateverIsMadeOfAPictureIsMadeOfTheUprightOne()
    {
        using var folder = new TemporaryFolder();
        var sideways = folder.Write("003_phone.jpg", EncodedSamples.WithOrientation(Jpeg("CF/BE/AD"), 6));
        var input = new InputDescription(48, 32, 3, ChannelOrder.Rgb, [0, 0, 0], [1, 1, 1], ResizePolicy.ShorterSide, 32);
        var listed = LabelledImages.List(folder.Path("."))[0];
        Assert.Equal(3, listed.ClassIndex);
        Assert.Equal(Upright, Blocks(listed.Load()));
        var frame = CameraProfile.Frame(PhotoLoader.Load(sideways), input, null);
        Assert.Equal(Upright, Blocks(new Pixels(frame.Width, frame.Height, frame.Bytes)));
        var planes = CalibrationPictures.Read([listed], input, Assert.Fail).Single();
        Assert.Equal(
            Upright,
            Blocks(new Pixels(48, 32, [.. Enumerable.Range(0, 48 * 32 * 3).Select(i => planes[i % 3 * 48 * 32 + i / 3])]))
        );

        // 96x96 shows the middle of 3:2, so half of A and C: the middle of B is at the top, that of E below it.
        var seen = CameraProfile.Find("96x96-rgb565").Capture(PhotoLoader.Load(sideways));
        var grey = FrameResampler.Resample(seen, new InputDescription(96, 96, 1, ChannelOrder.Grey, [0], [1], ResizePolicy.Squash, 96));
        Assert.Equal("BE", $"{Letter(grey[24 * 96 + 48])}{Letter(grey[72 * 96 + 48])}");
    }

    private static byte[] Jpeg(string blocks)
    {
        var rows = blocks.Split('/');
        var (width, height) = (Block * rows[0].Length, Block * rows.Length);
        return EncodedSamples.Encode(
            width,
            height,
            [.. Enumerable.Range(0, width * height).Select(i => Grey(rows[i / width / Block][i % width / Block]))],
            SKEncodedImageFormat.Jpeg,
            100
        );
    }

    private static SKColor Grey(char letter) => new((byte)(40 * (letter - 'A')), (byte)(40 * (letter - 'A')), (byte)(40 * (letter - 'A')));

    private static char Letter(int grey) => (char)('A' + (grey + 20) / 40);

    private static string Blocks(Pixels pixels) =>
        string.Join(
            '/',
            Enumerable
                .Range(0, pixels.Height / Block)
                .Select(r =>
                    string.Concat(
                        Enumerable
                            .Range(0, pixels.Width / Block)
                            .Select(c => Letter(pixels.Rgb[3 * ((r * Block + Block / 2) * pixels.Width + c * Block + Block / 2)]))
                    )
                )
        );
}
