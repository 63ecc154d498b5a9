// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.StoredFrame;

namespace SqueezeEdge.Firmware.Tests.Drivers;

/// <summary>The camera that shows a stored picture.</summary>
public sealed class StoredFrameTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(11)]
    public void EveryFrameIsThePictureInBandsOfAnySize(int rows)
    {
        var camera = new StoredFrameCamera(new Picture());
        Assert.Equal((5, 11, 10, PixelFormat.Rgb565HighByteFirst), (camera.Width, camera.Height, camera.RowBytes, camera.Format));
        Assert.Equal(CameraStatus.NoFrame, camera.ReadRows(new byte[10], 0, 1));
        for (var frame = 0; frame < 2; frame++)
        {
            Assert.Equal(CameraStatus.Ok, camera.Capture());
            Assert.Equal(Enumerable.Range(0, 110).Select(i => (byte)i), camera.ReadFrame(rows));
            Assert.Equal(CameraStatus.NoFrame, camera.ReadRows(new byte[10], 0, 1));
        }
    }

    [Fact]
    public void ANewFrameStartsAtTheTop()
    {
        var camera = new StoredFrameCamera(new Picture());
        camera.Capture();
        Assert.Equal(CameraStatus.Ok, camera.ReadRows(new byte[60], 0, 6));
        Assert.Equal(5, camera.RowsLeft);
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(new byte[60], 51, 1));
        camera.Capture();
        Assert.Equal(Enumerable.Range(0, 110).Select(i => (byte)i), camera.ReadFrame(4));
        camera.Open();
        Assert.Equal(0, camera.RowsLeft);
    }

    /// <summary>Eleven rows of five pixels, four rows a band, every byte its own number.</summary>
    private sealed class Picture : IStoredFrame
    {
        public int Width => 5;

        public int Height => 11;

        public int BandRows => 4;

        public byte[] Band(int index) => [.. Enumerable.Range(index * 40, Math.Min(40, 110 - index * 40)).Select(i => (byte)i)];
    }
}
