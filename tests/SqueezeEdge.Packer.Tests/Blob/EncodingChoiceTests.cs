// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Blob;

public sealed class EncodingChoiceTests
{
    private static readonly QuantizedModel Model = Sample();

    [Fact]
    public void CompactIsTheSmallestOfAllChoicesWithoutFast()
    {
        var compact = EncodingChoice.Choose(Model, EncodingPolicy.Compact);
        Assert.Contains(TensorEncoding.Dense, compact);
        Assert.Contains(TensorEncoding.Sparse, compact);
        var size = BlobWriter.Write(Model, compact).Length;
        for (var i = 0; i < compact.Length; i++)
        {
            var other = compact.ToArray();
            other[i] = compact[i] == TensorEncoding.Dense ? TensorEncoding.Sparse : TensorEncoding.Dense;
            Assert.True(size <= BlobWriter.Write(Model, other).Length);
        }
    }

    [Fact]
    public void FastIsFastThroughout() =>
        Assert.All(EncodingChoice.Choose(Model, EncodingPolicy.Fast), e => Assert.Equal(TensorEncoding.Fast, e));

    [Fact]
    public void AutoKeepsItsBudgetAndUsesIt()
    {
        var compact = EncodingChoice.Choose(Model, EncodingPolicy.Compact);
        var small = Bytes(compact);
        var large = Bytes(EncodingChoice.Choose(Model, EncodingPolicy.Fast));
        Assert.Equal(compact, EncodingChoice.Choose(Model, EncodingPolicy.Auto, small));
        var fastTensors = 0;
        for (var budget = small; budget <= large; budget += (large - small) / 8)
        {
            var chosen = EncodingChoice.Choose(Model, EncodingPolicy.Auto, budget);
            Assert.InRange(Bytes(chosen), small, budget);
            fastTensors = Math.Max(fastTensors, chosen.Count(e => e == TensorEncoding.Fast));
        }

        Assert.True(fastTensors > 1);
    }

    private static int Bytes(TensorEncoding[] encodings) => BlobWriter.Write(Model with { Labels = [] }, encodings).Length;

    /// <summary>Tensors of different density, so that neither dense nor sparse suits all.</summary>
    private static QuantizedModel Sample()
    {
        var model = BlobSamples.Model(
            3,
            16,
            new Convolution("conv1", 12, 3, 2, 1),
            new MaxPool("pool1", 3, 2, true),
            new Fire("fire2", 6, 16, 16),
            new Fire("fire3", 8, 16, 16),
            new Convolution("conv4", 20, 1, 1, 0),
            BlobSamples.Average
        );
        var random = new Random(9);
        return model with
        {
            Tensors =
            [
                .. model.Tensors.Select(
                    (t, i) =>
                        t with
                        {
                            Indices =
                            [
                                .. t.Indices.Select(_ =>
                                    random.NextDouble() < (i % 2 == 0 ? 1 : 0.15) ? (byte)random.Next(1, 16) : (byte)0
                                ),
                            ],
                        }
                ),
            ],
        };
    }
}
