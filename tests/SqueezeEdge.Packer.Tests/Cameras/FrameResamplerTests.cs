// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Cameras;

public sealed class FrameResamplerTests
{
    [Fact]
    public void AFrameOfTheInputSizeIsTakenAsItIs()
    {
        var pixels = Picture(9, 7);
        Assert.Equal(
            PixelPlanes.Split(pixels, ChannelOrder.Bgr),
            FrameResampler.Resample(CameraFrame.From(pixels, PixelFormat.Rgb888), Input(9, 7, ChannelOrder.Bgr))
        );
        Assert.Equal(
            PixelPlanes.Split(pixels, ChannelOrder.Grey),
            FrameResampler.Resample(CameraFrame.From(pixels, PixelFormat.Rgb888), Input(9, 7, ChannelOrder.Grey))
        );
    }

    [Theory]
    [InlineData(PixelFormat.Rgb565BigEndian, new byte[] { 0xF8, 0x1F, 0x84, 0x10 })]
    [InlineData(PixelFormat.Rgb565LittleEndian, new byte[] { 0x1F, 0xF8, 0x10, 0x84 })]
    public void FiveAndSixBitsRepeatTheirTopBits(PixelFormat format, byte[] bytes) =>
        Assert.Equal(
            [255, 132, 0, 130, 255, 132],
            FrameResampler.Resample(new CameraFrame(2, 1, format, bytes), Input(2, 1, ChannelOrder.Rgb))
        );

    /// <summary>docs/arithmetic.md: the crop starts at half the margin, rounded down.</summary>
    [Theory]
    [InlineData(11, 4, 3, 0)]
    [InlineData(12, 4, 4, 0)]
    [InlineData(4, 11, 0, 3)]
    [InlineData(4, 5, 0, 0)]
    public void AnOddMarginIsRoundedDown(int width, int height, int left, int top) =>
        Assert.Equal(new FrameCrop(left, top, 4, 4), FrameCrop.Of(width, height, Input(4, 4, ChannelOrder.Rgb, ResizePolicy.ShorterSide)));

    [Fact]
    public void AGreyFrameFeedsAllChannels()
    {
        var frame = new CameraFrame(2, 1, PixelFormat.Grey, [10, 200]);
        Assert.Equal([10, 200, 10, 200, 10, 200], FrameResampler.Resample(frame, Input(2, 1, ChannelOrder.Rgb)));
        Assert.Equal([10, 200], FrameResampler.Resample(frame, Input(2, 1, ChannelOrder.Grey)));
    }

    [Fact]
    public void ANetworkTrainedOnCropsGetsTheCentreWithoutResampling()
    {
        var frame = new CameraFrame(6, 2, PixelFormat.Grey, [.. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        Assert.Equal([2, 3, 8, 9], FrameResampler.Resample(frame, Input(2, 2, ChannelOrder.Grey, ResizePolicy.ShorterSide)));
        var tall = new CameraFrame(2, 6, PixelFormat.Grey, [.. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        Assert.Equal([4, 5, 6, 7], FrameResampler.Resample(tall, Input(2, 2, ChannelOrder.Grey, ResizePolicy.ShorterSide)));
    }

    [Fact]
    public void ANetworkTrainedOnSquashedPhotographsGetsTheWholeFrame()
    {
        // 6 columns become 2, at 1 and 4; the 2 rows stay.
        var frame = new CameraFrame(6, 2, PixelFormat.Grey, [.. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        Assert.Equal([1, 4, 7, 10], FrameResampler.Resample(frame, Input(2, 2, ChannelOrder.Grey)));
        var tall = new CameraFrame(2, 6, PixelFormat.Grey, [.. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        Assert.Equal([2, 3, 8, 9], FrameResampler.Resample(tall, Input(2, 2, ChannelOrder.Grey)));
    }

    [Theory]
    [InlineData(ResizePolicy.Squash)]
    [InlineData(ResizePolicy.ShorterSide)]
    public void APhotographOfTheFramesShapeComesOutAsTheDesktopResizesIt(ResizePolicy policy)
    {
        // Without a margin around the crop the desktop's resizing is the same map in real numbers.
        var input = Input(18, 18, ChannelOrder.Rgb, policy);
        var photo = Picture(32, 24);
        var expected = PixelPlanes.From(photo, input);
        var actual = FrameResampler.Resample(CameraFrame.From(photo, PixelFormat.Rgb888), input);
        Assert.All(expected.Zip(actual), v => Assert.InRange(v.Second - v.First, -2, 2));
    }

    [Fact]
    public void BlendsWithHalfPixelCentres()
    {
        // 4 to 2: positions 0.5 and 2.5; 2 to 4: 0 (clamped), 0.25, 0.75, 1.25 (clamped to the edge).
        var four = new CameraFrame(4, 4, PixelFormat.Grey, [.. Enumerable.Repeat(new byte[] { 0, 10, 20, 30 }, 4).SelectMany(r => r)]);
        Assert.Equal([5, 25, 5, 25], FrameResampler.Resample(four, Input(2, 2, ChannelOrder.Grey)));
        var two = new CameraFrame(2, 2, PixelFormat.Grey, [0, 100, 0, 100]);
        Assert.Equal([0, 25, 75, 100], FrameResampler.Resample(two, Input(4, 4, ChannelOrder.Grey)).Take(4).Select(v => (int)v));
        var one = new CameraFrame(1, 1, PixelFormat.Rgb888, [1, 2, 3]);
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], FrameResampler.Resample(one, Input(2, 2, ChannelOrder.Rgb)));
    }

    [Fact]
    public void RefusesAFrameOfAnotherLength() =>
        Assert.Throws<ModelException>(() =>
            FrameResampler.Resample(new CameraFrame(2, 2, PixelFormat.Rgb888, new byte[11]), Input(2, 2, ChannelOrder.Rgb))
        );

    private static InputDescription Input(int width, int height, ChannelOrder order, ResizePolicy resize = ResizePolicy.Squash)
    {
        var channels = order == ChannelOrder.Grey ? 1 : 3;
        return new(
            width,
            height,
            channels,
            order,
            new float[channels],
            [.. Enumerable.Repeat(1f, channels)],
            resize,
            Math.Max(width, height)
        );
    }

    private static Pixels Picture(int width, int height)
    {
        var rgb = new byte[3 * width * height];
        new Random(5).NextBytes(rgb);
        return new Pixels(width, height, rgb);
    }
}
