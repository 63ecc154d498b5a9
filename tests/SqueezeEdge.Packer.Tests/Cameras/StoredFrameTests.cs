// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Tests.Cameras;

/// <summary>Frames as C# source.</summary>
public sealed class StoredFrameTests
{
    private const string Space = "SqueezeEdge.App.Frames";

    [Fact]
    public void EveryByteIsInTheSourceInBandsOfAtMost2048()
    {
        var bytes = new byte[96 * 96 * 2];
        new Random(7).NextBytes(bytes);
        var source = StoredFrameSource.Write(new CameraFrame(96, 96, PixelFormat.Rgb565BigEndian, bytes), "Photo", Space, "photo <1>.jpg");
        Assert.Contains("public sealed class Photo : IStoredFrame", source);
        Assert.Contains("/// <summary>photo 1.jpg;", source);
        Assert.Contains("BandRows => 10;", source);
        Assert.Equal(10, source.Split("case ").Length - 1);
        var written = source
            .Split(new[] { ' ', ',', '\n' })
            .Where(w => w.StartsWith("0x", StringComparison.Ordinal))
            .Select(w => Convert.ToByte(w, 16));
        Assert.Equal(bytes, written);
    }

    [Fact]
    public void WhatTheDeviceCannotHoldIsRefused()
    {
        var large = new CameraFrame(320, 240, PixelFormat.Rgb565BigEndian, new byte[153_600]);
        Assert.Contains("153,600", Assert.Throws<ModelException>(() => StoredFrameSource.Write(large, "Photo", Space, "")).Message);
        var grey = new CameraFrame(28, 28, PixelFormat.Grey, new byte[784]);
        Assert.Throws<ModelException>(() => StoredFrameSource.Write(grey, "Photo", Space, ""));
    }

    [Theory]
    [InlineData("my photo", Space)]
    [InlineData("1Photo", Space)]
    [InlineData("Photo", "SqueezeEdge..App")]
    public void NamesAreChecked(string name, string space)
    {
        var frame = new CameraFrame(2, 2, PixelFormat.Rgb565BigEndian, new byte[8]);
        Assert.Contains(
            "no name of a C# class",
            Assert.Throws<ModelException>(() => StoredFrameSource.Write(frame, name, space, "")).Message
        );
    }

    /// <summary>The picture the firmware shows without a camera; SQUEEZEEDGE_RECORD=1 writes it anew.</summary>
    [Fact]
    public void TheFirmwaresPictureIsTheFirstOfTheTestPictures()
    {
        Assert.SkipUnless(DefaultModel.HasData, DefaultModel.HowToGetData);
        var path = Path.Combine(RepositoryLayout.Find().Root, "firmware-app", "SqueezeEdge.App", "Frames", "AnkleBoot.cs");
        var frame = CameraFrame.From(IdxImages.List(DefaultModel.TestPictures)[0].Load(), PixelFormat.Rgb565BigEndian);
        var source = StoredFrameSource.Write(frame, "AnkleBoot", Space, "The first test picture of Fashion-MNIST, an ankle boot");
        if (Environment.GetEnvironmentVariable("SQUEEZEEDGE_RECORD") == "1")
        {
            File.WriteAllText(path, source);
        }

        Assert.Equal(File.ReadAllText(path), source);
    }
}
