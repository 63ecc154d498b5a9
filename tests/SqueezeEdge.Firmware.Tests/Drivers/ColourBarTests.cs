// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ColourBars;

namespace SqueezeEdge.Firmware.Tests.Drivers;

/// <summary>The colour-bar camera: its bars, its marks, and the contract it shares with real ones.</summary>
public sealed class ColourBarTests
{
    [Fact]
    public void EightBarsInTheUsualOrder()
    {
        var camera = new ColourBarCamera(320, 240);
        Assert.Equal(CameraStatus.Ok, camera.Open());
        Assert.Equal(CameraStatus.Ok, camera.Capture());
        var frame = camera.ReadFrame(16);

        // White, yellow, cyan, green, magenta, red, blue, black.
        int[] bars = [0xFFFF, 0xFFE0, 0x07FF, 0x07E0, 0xF81F, 0xF800, 0x001F, 0x0000];
        for (var row = 0; row < 240; row++)
        {
            for (var x = 0; x < 320; x++)
            {
                var expected = x == row ? bars[x / 40] ^ 0xFFFF : bars[x / 40];
                Assert.Equal(expected, BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(row * 640 + 2 * x)));
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 7)]
    [InlineData(96, 96)]
    public void BandsOfAnySizeGiveTheSameFrame(int width, int height)
    {
        var whole = new ColourBarCamera(width, height);
        var bands = new ColourBarCamera(width, height);
        for (var frame = 0; frame < 2 * width + 1; frame++)
        {
            Assert.Equal(CameraStatus.Ok, whole.Capture());
            Assert.Equal(CameraStatus.Ok, bands.Capture());
            Assert.Equal(whole.ReadFrame(height), bands.ReadFrame(3));
        }
    }

    [Fact]
    public void FramesDiffer()
    {
        var camera = new ColourBarCamera(96, 96);
        camera.Capture();
        var first = camera.ReadFrame(96);
        camera.Capture();
        Assert.NotEqual(first, camera.ReadFrame(96));
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        var camera = new ColourBarCamera(0, 5000);
        Assert.Equal((1, 4096), (camera.Width, camera.Height));
        Assert.Equal(CameraStatus.NoFrame, camera.ReadRows(new byte[2], 0, 1));
        camera.Capture();
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(null, 0, 1));
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(new byte[2], 1, 1));
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(new byte[2], 0, int.MaxValue));
        Assert.Equal(CameraStatus.Ok, camera.ReadRows(new byte[2], 0, 1));
        Assert.Equal(4095, camera.RowsLeft);
    }
}
