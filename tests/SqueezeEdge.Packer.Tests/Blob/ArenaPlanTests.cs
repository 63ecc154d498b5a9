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
        Assert.DoesNotContain(plan.Buffers, b => b.Name == "weight decoder");

        // Input 19x17x1; conv1 10x9x5; pool1 5x4x5; squeeze 5x4x3; expand 5x4x8; conv3 7x6x6.
        // Rows of 10 and 5 values: half 5 and 3, tiles of 7 (26 < 2 x 17) and 4 words.
        Assert.Equal(Round4(2 * 1 * 19), Bytes(plan, "rows kept for conv1"));
        Assert.Equal(Round4(5 * 5), Bytes(plan, "running maximum of pool1"));
        Assert.Equal(Round4(2 * 3 * 5), Bytes(plan, "rows kept for fire2/expand3x3"));
        Assert.Equal(4 * 6, Bytes(plan, "class sums"));
        Assert.Equal(Round4(19), Bytes(plan, "row being delivered"));
        var conv1 = Round4(5 * 5) + Math.Max(4 * 3 * 1 * 2 * (7 + 1) + Round4(10 + 2), 4 * 5 * 4);
        var expand = 4 * 3 * 3 * (4 + 2) + 4 * 8 * 4;
        Assert.Equal(Math.Max(conv1, expand), plan.Buffers.Single(b => b.Name.StartsWith("row buffers", StringComparison.Ordinal)).Bytes);
    }

    [Fact]
    public void CodedTensorsNeedADecoder()
    {
        var plan = Plan(TensorEncoding.Sparse);
        var longest = BlobReader.Read(Pack(TensorEncoding.Sparse)).Model.Tensors.Max(t => CodedStream.EncodeSparse(t).Levels.Longest);
        int Most(bool negative) =>
            Model.Tensors.Max(t => t.Indices.Chunk(t.Shape.Taps).Max(f => f.Count(c => negative ? t.Codebook[c] < 0 : t.Codebook[c] > 0)));
        Assert.Equal((2 << longest) + 2 * 256 + Round4(7 * (Most(true) + Most(false))) + 24, Bytes(plan, "weight decoder"));
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
