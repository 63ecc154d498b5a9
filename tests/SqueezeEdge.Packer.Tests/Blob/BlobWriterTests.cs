// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Blob;

/// <summary>What the format has no room for is refused when writing, not only when reading.</summary>
public sealed class BlobWriterTests
{
    private static readonly QuantizedModel Model = BlobSamples.Grey();

    [Fact]
    public void NamesAndLabelsThatDoNotFitAreRefused()
    {
        Refuses("a blob has room for 31", Model with { Network = Model.Network with { Name = new string('ü', 16) } });
        Refuses("zero character", Model with { Network = Model.Network with { Name = "a\0b" } });
        Refuses("2 labels for 6 classes", Model with { Labels = ["a", "b"] });
        Refuses("zero character", Model with { Labels = ["a", "b", "c", "d", "e", "f\0"] });
    }

    [Fact]
    public void TheLongestNameFits()
    {
        var model = Model with { Network = Model.Network with { Name = new string('n', 31) } };
        Assert.Equal(
            model.Network.Name,
            BlobReader.Read(BlobWriter.Write(model, BlobSamples.All(model, TensorEncoding.Dense))).Model.Network.Name
        );
    }

    [Fact]
    public void TensorsThatDoNotFitAreRefused()
    {
        Refuses("the codebook of 'conv1'", Changed(t => t with { Codebook = [0, 3, 2, 9] }));
        Refuses("the codebook of 'conv1'", Changed(t => t with { Codebook = [1, 3, 4, 9] }));
        Refuses("the codebook of 'conv1'", Changed(t => t with { Codebook = [0, -128, 4, 9] }));
        Refuses("the indices of 'conv1'", Changed(t => t with { Codebook = [0, 4] }));
        Refuses("the indices of 'conv1'", Changed(t => t with { Indices = [0] }));
        Refuses("'conv1' has 1 biases", Changed(t => t with { Bias = [0] }));
        Refuses("the requantization of 'conv1'", Changed(t => t with { Multiplier = 0 }));
        Refuses("the requantization of 'conv1'", Changed(t => t with { Multiplier = 32768 }));
        Refuses("the requantization of 'conv1'", Changed(t => t with { Shift = 32 }));
        Refuses("the probability scale", Model with { ProbabilityScale = 0 });
        Assert.Contains(
            "5 tensors",
            Assert.Throws<ModelException>(() => BlobWriter.Write(Model, [TensorEncoding.Fast])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void TooManyOperationsAreRefused()
    {
        Operation[] operations = [.. Enumerable.Range(1, 64).Select(i => new Convolution($"conv{i}", 2, 1, 1, 0)), BlobSamples.Average];
        Refuses("room for 64", BlobSamples.Model(1, 3, operations));
    }

    [Fact]
    public void SmallBiasesTakeTwoBytesAndWideOnesFour()
    {
        foreach (var (bias, bytes) in new[] { (32767, 2), (-32768, 2), (32768, 4), (-32769, 4), (-10_000_000, 4) })
        {
            var model = Changed(t => t with { Bias = [bias, 0, 0, 0, 0] });
            var blob = BlobWriter.Write(model, BlobSamples.All(model, TensorEncoding.Dense));
            Assert.Equal(bytes, blob[96 + 24 + 5 * 12 + 2]);
            Assert.Equal(bias, BlobReader.Read(blob).Model.Tensors[0].Bias[0]);
        }
    }

    [Fact]
    public void ABlobWithoutLabelsHasNone()
    {
        var model = Model with { Labels = [] };
        var packed = BlobReader.Read(BlobWriter.Write(model, BlobSamples.All(model, TensorEncoding.Fast)));
        Assert.Empty(packed.Model.Labels);
        Assert.Equal(0, packed.LabelBytes);
    }

    private static QuantizedModel Changed(Func<QuantizedTensor, QuantizedTensor> change) =>
        Model with
        {
            Tensors = [change(Model.Tensors[0]), .. Model.Tensors.Skip(1)],
        };

    private static void Refuses(string message, QuantizedModel model) =>
        Assert.Contains(
            message,
            Assert.Throws<ModelException>(() => BlobWriter.Write(model, BlobSamples.All(model, TensorEncoding.Dense))).Message,
            StringComparison.Ordinal
        );
}
