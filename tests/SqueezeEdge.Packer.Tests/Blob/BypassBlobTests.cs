// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Blob;

/// <summary>Bypass connections in the blob: what is written is read again, and every wrong field is refused by name.</summary>
public sealed class BypassBlobTests
{
    private const int Operations = 96 + 24;
    private static readonly QuantizedModel Model = Quantize();
    private static readonly byte[] Written = BlobWriter.Write(Model, EncodingChoice.Choose(Model, EncodingPolicy.Fast));
    private static readonly int Additions = Operations + 12 * Model.Network.Operations.Count + 28 * Model.Tensors.Count;

    [Theory]
    [InlineData(EncodingPolicy.Compact)]
    [InlineData(EncodingPolicy.Fast)]
    public void ComesBackAsItWas(EncodingPolicy policy)
    {
        var read = BlobReader.Read(BlobWriter.Write(Model, EncodingChoice.Choose(Model, policy))).Model;
        Assert.Equal(Model.Network.Operations, read.Network.Operations);
        Assert.Equal(Model.Additions, read.Additions);
        Assert.Equal(["fire2", "fire3", "fire4"], read.Additions.Keys.Select(i => read.Network.Operations[i].Name));
        Assert.All(
            Model.Tensors.Zip(read.Tensors),
            pair =>
                Assert.Equal(
                    pair.First.Indices.Select(c => pair.First.Codebook[c]),
                    pair.Second.Indices.Select(c => pair.Second.Codebook[c])
                )
        );
    }

    [Theory]
    [InlineData(2, 11, 3, "operation 2 has an unknown bypass")]
    [InlineData(0, 11, 1, "operation 0 has an unknown bypass")]
    [InlineData(2, 11, 0, "the network section has the wrong length")]
    [InlineData(2, 11, 1, "operation 3 names the wrong tensors")]
    [InlineData(3, 11, 2, "operation 5 names the wrong tensors")]
    public void AWrongKindOfBypassIsRefused(int operation, int at, int value, string message) =>
        Refuses(BlobSamples.With(Written, Operations + 12 * operation + at, (byte)value), message);

    [Theory]
    [InlineData(0, 0, 0, "the addition of 'fire2'")]
    [InlineData(1, 0x80, 0, "the addition of 'fire2'")]
    [InlineData(2, 32, 0, "the addition of 'fire2'")]
    [InlineData(4 + 3, 1, 0, "the addition of 'fire3'")]
    [InlineData(8 + 2, 200, 0, "the addition of 'fire4'")]
    public void AnAdditionOutOfRangeIsRefused(int at, int value, int next, string message) =>
        Refuses(
            at == 0
                ? BlobSamples.With(Written, Additions, (byte)value, (byte)next)
                : BlobSamples.With(Written, Additions + at, (byte)value),
            message
        );

    [Fact]
    public void TheWriterRefusesAMissingOrSuperfluousAddition()
    {
        var encodings = EncodingChoice.Choose(Model, EncodingPolicy.Fast);
        var missing = Model with { Additions = new Dictionary<int, BypassAddition>() };
        Assert.Contains(
            "'fire2' has a bypass but no addition",
            Assert.Throws<ModelException>(() => BlobWriter.Write(missing, encodings)).Message
        );
        var superfluous = Model with
        {
            Additions = new SortedDictionary<int, BypassAddition>(Model.Additions.ToDictionary()) { [0] = new(1, 1, 0) },
        };
        Assert.Contains(
            "'conv1' has an addition but no bypass",
            Assert.Throws<ModelException>(() => BlobWriter.Write(superfluous, encodings)).Message
        );
    }

    [Fact]
    public void ASimpleBypassNeedsEqualChannelsAndAModuleBehindAnotherStage()
    {
        var network = TestNetworks.Bypass24().Network;
        Operation[] unequal = [.. network.Operations.Select(o => o.Name == "fire2" ? ((Fire)o) with { Bypass = Bypass.Simple } : o)];
        Assert.Contains(
            "'fire2': a simple bypass needs as many input channels (6) as output channels (14)",
            Assert.Throws<ModelException>(() => new NetworkShapes(network with { Operations = unequal })).Message
        );
        Operation[] alone =
        [
            network.Operations[0],
            new Convolution("point", 14, 1, 1, 0),
            new Fire("fire2", 4, 7, 7, Bypass.Simple),
            .. network.Operations.Skip(6),
        ];
        var shapes = new NetworkShapes(network with { Operations = alone });
        var refused = Assert.Throws<ModelException>(() => new KernelLayout(shapes));
        Assert.Contains("'fire2': a bypass is only possible where the squeeze follows", refused.Message);
    }

    private static QuantizedModel Quantize()
    {
        var model = TestNetworks.Bypass24();
        return Quantizer.Quantize(model, TestNetworks.Inputs(model.Network.Input, 4), new QuantizationOptions(), []);
    }

    private static void Refuses(byte[] blob, string message) =>
        Assert.Contains(message, Assert.Throws<ModelException>(() => BlobReader.Read(blob)).Message, StringComparison.Ordinal);
}
