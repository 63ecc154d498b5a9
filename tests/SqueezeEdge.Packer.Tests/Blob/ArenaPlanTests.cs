// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Blob;

public sealed class ArenaPlanTests
{
    private static readonly QuantizedModel Model = BlobSamples.Grey();

    [Fact]
    public void EveryBufferHasTheSizeOfTheRules()
    {
        var plan = Plan(TensorEncoding.Fast);
        Assert.All(plan.Buffers, b => Assert.Equal(0, b.Bytes % 4));
        Assert.Equal(plan.Total, plan.Buffers.Sum(b => b.Bytes));
        Assert.Equal(plan.Blocks.Persistent, plan.Buffers.Where(b => b.Persistent).Sum(b => b.Bytes));
        Assert.DoesNotContain(plan.Buffers, b => b.Name == "weight decoder");

        // Input 19x17x1; conv1 10x9x5; pool1 5x4x5; squeeze 5x4x3; expand 5x4x8; conv3 7x6x6.
        // Rows of 10 and 5 values: half 5 and 3, tiles of 7 (26 < 2 x 17) and 4 words. A pass makes 4 rows of conv1, so 2 of pool1,
        // and 2 of fire2. Kept: the rows under a pass less those that come at once.
        Assert.Equal(Round4((3 + 2 * 3 - 1) * 1 * 19), Bytes(plan, "8 rows kept for conv1"));
        Assert.Equal(Round4(5 * 5), Bytes(plan, "running maximum of pool1"));
        Assert.Equal(Round4((3 + 1 - 2) * 3 * 5), Bytes(plan, "2 rows kept for fire2/expand3x3"));
        Assert.Equal(4 * 6, Bytes(plan, "class sums"));

        // conv1: 9 input rows as words, 4 rows of a channel, 2 pooled rows; then both pooled rows as words and the squeeze's.
        var conv1 = 4 * 9 * 1 * 2 * (7 + 1) + 4 * Round4(10 + 2) + Round4(2 * 5 * 5);
        var squeeze = Round4(2 * 4 * 5 * 4 + 2 * 3 * 5);

        // fire2's expand pair: 4 squeeze rows as words, 2 rows of 8 channels; then these as words and conv3's input.
        var expand = 4 * 4 * 3 * (4 + 2) + 2 * 8 * 5;
        var rows = plan.Buffers.Single(b => b.Name.StartsWith("rows at work", StringComparison.Ordinal));
        Assert.Equal(("rows at work (most: conv1)", Math.Max(Math.Max(conv1, squeeze), expand)), (rows.Name, rows.Bytes));
    }

    [Fact]
    public void CodedTensorsNeedADecoder()
    {
        var plan = Plan(TensorEncoding.Sparse);
        var levels = Model.Tensors.Max(t => t.Codebook.Length);
        var taps = Model.Tensors.Max(t => t.Shape.Taps);
        var needs = DecoderNeeds.Of(BlobReader.Read(Pack(TensorEncoding.Sparse)));
        Assert.Equal((levels, taps), (needs.Levels, needs.Taps));
        var units = Round4(2 * (needs.NegativeUnits + needs.PositiveUnits));
        var fixedPart = 4 * levels + (2 * 76 + Round4(levels) + 32) + units + Round4(2 * (taps + 30));
        Assert.Equal((2 << 11) + fixedPart, Bytes(plan, "weight decoder"));
        Assert.Equal(
            (2 << 10) + fixedPart,
            Bytes(new ArenaPlan(BlobReader.Read(Pack(TensorEncoding.Sparse)), layout: 1), "weight decoder")
        );
    }

    [Fact]
    public void OnlyAFrameOfAnotherSizeNeedsAResampler()
    {
        var packed = BlobReader.Read(Pack(TensorEncoding.Fast));
        var plain = new ArenaPlan(packed);
        Assert.Equal(plain.Total, new ArenaPlan(packed, 19, 17).Total);
        Assert.Equal(plain.Total + Round4(4 * 19 * 1), new ArenaPlan(packed, 40, 17).Total);
        Assert.Equal(plain.Total + Round4(4 * 19 * 1), new ArenaPlan(packed, 38, 34).Total);
        Assert.Equal(Round4(4 * 19 * 1), Bytes(new ArenaPlan(packed, 320, 240), "resampler"));

        var cropping = BlobReader.Read(BlobWriter.Write(Cropping(), BlobSamples.All(Model, TensorEncoding.Fast)));
        Assert.Equal(plain.Total, new ArenaPlan(cropping, 40, 17).Total);
        Assert.Equal(plain.Total + Round4(4 * 19 * 1), new ArenaPlan(cropping, 40, 34).Total);
    }

    [Fact]
    public void TheLastLayoutTakesTheLeastRam()
    {
        var packed = BlobReader.Read(Pack(TensorEncoding.Sparse));
        var layouts = Enumerable.Range(0, ArenaPlan.Layouts).Select(l => new ArenaPlan(packed, layout: l).Blocks).ToArray();
        Assert.Equal(layouts[^1], new ArenaBlocks(layouts.Min(l => l.Persistent), layouts.Min(l => l.Scratch)));
        Assert.True(layouts[^1].Total < layouts[0].Total);
    }

    private static QuantizedModel Cropping() =>
        Model with
        {
            Network = Model.Network with { Input = Model.Network.Input with { Resize = ResizePolicy.ShorterSide } },
        };

    private static ArenaPlan Plan(TensorEncoding encoding) => new(BlobReader.Read(Pack(encoding)));

    private static byte[] Pack(TensorEncoding encoding) => BlobWriter.Write(Model, BlobSamples.All(Model, encoding));

    private static int Bytes(ArenaPlan plan, string name) => plan.Buffers.Single(b => b.Name == name).Bytes;

    private static int Round4(int bytes) => (bytes + 3) & ~3;
}
