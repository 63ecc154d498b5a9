// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Tests.Images;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Quantization;

public sealed class CalibrationPicturesTests : IDisposable
{
    private static readonly InputDescription Input = new(8, 8, 3, ChannelOrder.Rgb, [0, 0, 0], [1, 1, 1], ResizePolicy.Squash, 8);

    private readonly TemporaryFolder folder = new();
    private readonly List<string> warnings = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AFewBadPicturesArePassedOverByName()
    {
        var planes = Read(good: 38, bad: 2);
        Assert.Equal(38, planes.Count);
        Assert.Equal(2, warnings.Count);
        Assert.Contains("bad-0.jpg", warnings[0], StringComparison.Ordinal);
        Assert.Contains("bad-1.jpg", warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void MoreThanOneInTwentyIsAnError()
    {
        var message = Assert.Throws<ModelException>(() => Read(good: 37, bad: 2)).Message;
        Assert.Contains("2 of 39", message, StringComparison.Ordinal);
        Assert.Contains("bad-0.jpg", message, StringComparison.Ordinal);
        Assert.Empty(warnings);
    }

    [Fact]
    public void GoodPicturesStayInOrder()
    {
        var planes = Read(good: 3, bad: 0);
        Assert.Equal(planes[0], planes[2]);
        Assert.NotEqual(planes[0], planes[1]);
        Assert.Empty(warnings);
    }

    private List<byte[]> Read(int good, int bad)
    {
        for (var i = 0; i < bad; i++)
        {
            folder.Write($"bad-{i}.jpg", EncodedSamples.All[".jpg"][..(100 + i)]);
        }

        for (var i = 0; i < good; i++)
        {
            folder.Write($"good-{i:00}.png", EncodedSamples.All[i % 2 == 0 ? ".png" : ".bmp"]);
        }

        return CalibrationPictures.Read(LabelledImages.List(folder.Path(".")), Input, warnings.Add);
    }
}
