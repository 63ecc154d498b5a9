// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Inference;
using Xunit;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>The order of the classes in a result, where sums are equal.</summary>
public sealed class TopClassesTests
{
    /// <summary>Classes 0..8 share three filters; whatever the sums are, each group of three is a tie.</summary>
    [Theory]
    [InlineData("host")]
    [InlineData("rv32")]
    [InlineData("xtensa")]
    public void TiesGoToTheLowerIndex(string name)
    {
        IInferenceTarget target = name == "host" ? Machines.RequireHost() : Machines.Require(name);
        var tiny = TinyModel.Create().Model;
        var last = tiny.Tensors[^1];
        var taps = last.Shape.Taps;
        var tied = tiny with
        {
            Tensors =
            [
                .. tiny.Tensors.SkipLast(1),
                last with
                {
                    Indices = [.. Enumerable.Range(0, last.Indices.Length).Select(i => last.Indices[i / taps % 3 * taps + i % taps])],
                    Bias = [.. Enumerable.Range(0, 9).Select(c => 90_000 + last.Bias[c % 3])],
                },
            ],
        };
        var blob = BlobWriter.Write(tied, EncodingChoice.Choose(tied, EncodingPolicy.Fast));
        for (var top = 1; top <= (name == "host" ? 9 : 4); top += name == "host" ? 1 : 3)
        {
            var result = target.Run(blob, TinyModel.Frame(1), RunOptions.Default with { Top = top });
            Assert.Equal(3, result.Sums.Distinct().Count());
            var expected = Enumerable.Range(0, 9).OrderByDescending(c => result.Sums[c]).ThenBy(c => c).Take(top).ToArray();
            Assert.Equal(expected, result.Top.Select(t => t.Index));
            Assert.All(result.Top, t => Assert.Equal(result.Sums[t.Index], t.Sum));
            Assert.Equal(Softmax.Top(result.Sums, tied.ProbabilityScale, top), result.Top);
        }
    }
}
