// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Tests.Blob;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Quantization;

/// <summary>The bias that just fits and the one that does not, for every bound of docs/arithmetic.md.</summary>
public sealed class AccumulatorBoundsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(200)]
    [InlineData(32767)]
    public void SumsAndProductsAreBoundedOnBothSides(int multiplier)
    {
        // Weights 100 and -50: at most 25500 above the bias and 12750 below.
        QuantizedTensor With(int bias) => new(Shape(1, 0, 2), [0, -50, 100], [2, 1], [bias], multiplier, 0);
        var highest = int.MaxValue / multiplier - 25500;
        var lowest = (int)(int.MinValue / (long)multiplier) + 12750;
        Assert.Null(AccumulatorBounds.Violation(With(highest), last: false));
        Assert.Null(AccumulatorBounds.Violation(With(lowest), last: false));
        Assert.Contains("output channel 0", AccumulatorBounds.Violation(With(highest + 1), last: false));
        Assert.Contains("output channel 0", AccumulatorBounds.Violation(With(lowest - 1), last: false));
    }

    [Theory]
    [InlineData(1, 0, 25, 0)]
    [InlineData(1, 2, 25, 56)]
    [InlineData(3, 1, 25, 0)]
    public void ClassSumsAreBoundedOverAllPositions(int kernel, int padding, long inside, long border)
    {
        QuantizedTensor With(int bias)
        {
            var shape = Shape(kernel, padding, 1);
            return new(shape, [0, 100], [1, .. new byte[shape.Taps - 1]], [bias], 0, 0);
        }

        var highest = (int)((int.MaxValue - 25500 * inside) / (inside + border));
        Assert.Null(AccumulatorBounds.Violation(With(highest), last: true));
        Assert.Contains("class 0", AccumulatorBounds.Violation(With(highest + 1), last: true));
        Assert.Null(AccumulatorBounds.Violation(With(int.MinValue), last: true));
    }

    [Theory]
    [InlineData(0, "conv1")]
    [InlineData(4, "conv3")]
    public void TheWriterRefusesWhatTheReaderWould(int index, string name)
    {
        var model = BlobSamples.Grey();
        QuantizedTensor[] tensors = [.. model.Tensors];
        tensors[index] = tensors[index] with { Bias = [int.MaxValue, .. tensors[index].Bias.Skip(1)] };
        var wrong = model with { Tensors = tensors };
        var error = Assert.Throws<ModelException>(() => BlobWriter.Write(wrong, BlobSamples.All(wrong, TensorEncoding.Fast)));
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("32 bits", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A map of 5x5 positions.</summary>
    private static TensorShape Shape(int kernel, int padding, int inputs)
    {
        var side = 5 + 2 * padding - kernel + 1;
        return new TensorShape("t", TensorRole.Convolution, 0, inputs, 1, kernel, 1, padding, 5, 5, side, side);
    }
}
