// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Blob;

public sealed class KernelLayoutTests
{
    [Fact]
    public void SqueezeNetFallsIntoItsSegments()
    {
        var layout = Layout(SqueezeNetDescriptions.DeepCompressedV10());
        Assert.Equal(9, layout.Segments.Count);
        Assert.Equal([0], layout.Segments[0].Spatial);
        Assert.Equal((1, 1), (layout.Segments[0].Pool, layout.Segments[0].Pointwise));
        for (var i = 1; i < 9; i++)
        {
            Assert.Equal([3 * i - 1, 3 * i], layout.Segments[i].Spatial);
            Assert.Equal(3 * i + 1, layout.Segments[i].Pointwise);
        }
    }

    [Theory]
    [InlineData(1, 4, 1)]
    [InlineData(55, 7, 4)]
    [InlineData(27, 7, 2)]
    [InlineData(13, 7, 1)]
    [InlineData(16, 4, 2)]
    [InlineData(8, 4, 1)]
    public void TilesAreTheOnesThatCostLess(int width, int tile, int tiles)
    {
        // 17 x fours < 26 x sevens decides, with 4 * fours and 7 * sevens covering half the row.
        Assert.Equal(new Tiling(width, tile, tiles), Tiling.Of(width));
    }

    [Fact]
    public void OffsetsAreThoseOfTheSpecification()
    {
        var network = Network(
            new Convolution("conv1", 5, 7, 3, 2),
            new MaxPool("pool1", 3, 2, true),
            new Fire("fire2", 3, 4, 6),
            new Convolution("conv3", 9, 1, 1, 1),
            BlobSamples.Average
        );
        var shapes = new NetworkShapes(network);
        var layout = Layout(network);

        // conv1: P = N*T + (K-1)/s words a plane; 61 columns, so half 11: 4 + 4 + 4 (51) against 7 + 7 (52).
        var width = (61 + 4 - 7) / 3 + 1;
        var half = (width + 1) / 2;
        Assert.Equal((20, 10), (width, half));
        var plane = 4 * 3 + 6 / 3;
        var conv1 = layout.TapOffsets(0);
        foreach (var (kx, ky, c) in Taps(7, 3))
        {
            Assert.Equal(4 * (((ky * 3 + c) * 3 + kx % 3) * plane + kx / 3), conv1[(kx * 7 + ky) * 3 + c]);
        }

        // fire2's squeeze reads a block of 5 channels of the pooled row.
        var pooled = shapes.Operations[1].Width;
        var tiling = Tiling.Of(pooled);
        var words = tiling.Tile * tiling.Tiles;
        Assert.Equal([0, 4 * words, 8 * words, 12 * words, 16 * words], layout.TapOffsets(1).Select(o => (int)o));

        // expand3x3, and expand1x1 as the tap in its middle.
        plane = tiling.Tile * tiling.Tiles + 2;
        var expand3 = layout.TapOffsets(3);
        foreach (var (kx, ky, c) in Taps(3, 3))
        {
            Assert.Equal(4 * ((ky * 3 + c) * plane + kx), expand3[(kx * 3 + ky) * 3 + c]);
        }

        Assert.Equal([expand3[12], expand3[13], expand3[14]], layout.TapOffsets(2));
    }

    [Fact]
    public void PoolingAfterAPointwiseConvolutionHasNoPlace()
    {
        var network = Network(
            new Convolution("conv1", 4, 3, 1, 1),
            new Convolution("conv2", 4, 1, 1, 0),
            new MaxPool("pool2", 2, 2, true),
            new Convolution("conv3", 5, 1, 1, 0),
            BlobSamples.Average
        );
        Assert.Contains("'pool2'", Assert.Throws<ModelException>(() => Layout(network)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARowBufferBeyondTheReachOfAnOffsetIsRefused()
    {
        var network = Network(
            new Convolution("conv1", 700, 3, 1, 1),
            new Fire("fire2", 400, 4, 6),
            new Convolution("conv3", 9, 1, 1, 0),
            BlobSamples.Average
        );
        var refused = Assert.Throws<ModelException>(() => Layout(network));
        Assert.Contains("65536", refused.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(int Kx, int Ky, int Channel)> Taps(int kernel, int channels) =>
        from kx in Enumerable.Range(0, kernel)
        from ky in Enumerable.Range(0, kernel)
        from c in Enumerable.Range(0, channels)
        select (kx, ky, c);

    private static NetworkDescription Network(params Operation[] operations) =>
        new("layout", new InputDescription(61, 61, 3, ChannelOrder.Bgr, [0, 0, 0], [1, 1, 1], ResizePolicy.Squash, 61), operations);

    private static KernelLayout Layout(NetworkDescription network) => new(new NetworkShapes(network));
}
