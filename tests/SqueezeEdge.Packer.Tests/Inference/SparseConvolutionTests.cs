// SPDX-License-Identifier: MIT
using System.Numerics;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Inference;

public sealed class SparseConvolutionTests
{
    public static TheoryData<int, int, int, int, int> Shapes =>
        new()
        {
            { 1, 1, 0, 7, 5 },
            { 1, 1, 1, 6, 6 },
            { 1, 1, 3, 4, 2 },
            { 3, 1, 1, 9, 8 },
            { 3, 2, 0, 11, 10 },
            { 3, 2, 1, 8, 9 },
            { 7, 2, 0, 17, 15 },
            { 7, 2, 3, 8, 8 },
            { 5, 3, 2, 13, 14 },
            { 4, 4, 0, 16, 19 },
            { 2, 3, 1, 7, 7 },
            { 3, 1, 0, 3, 3 },
        };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void IntegersEqualTheNaiveLoops(int kernel, int stride, int padding, int width, int height)
    {
        var random = new Random(kernel * 1000 + stride * 100 + padding * 10 + width);
        Check(kernel, stride, padding, width, height, () => random.Next(3) == 0 ? 0 : random.Next(-127, 128), (a, b) => Assert.Equal(a, b));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void FloatsEqualTheNaiveLoops(int kernel, int stride, int padding, int width, int height)
    {
        var random = new Random(kernel * 1000 + stride * 100 + padding * 10 + width);
        Check(
            kernel,
            stride,
            padding,
            width,
            height,
            () => random.Next(3) == 0 ? 0 : random.NextSingle() - 0.5f,
            (a, b) => Assert.Equal(a, b, 1e-4f)
        );
    }

    [Fact]
    public void IntegersWrap()
    {
        var shape = Shape(1, 1, 0, 1, 1, 1, 1);
        var sums = new SparseConvolution<int>(shape, [int.MaxValue], [3]).Run(new FeatureMap<int>(1, 1, 1, [2]));
        Assert.Equal(unchecked(int.MaxValue * 2 + 3), sums.Values[0]);
    }

    private static TensorShape Shape(int kernel, int stride, int padding, int width, int height, int inputs, int outputs) =>
        new(
            "test",
            TensorRole.Convolution,
            0,
            inputs,
            outputs,
            kernel,
            stride,
            padding,
            width,
            height,
            (width + 2 * padding - kernel) / stride + 1,
            (height + 2 * padding - kernel) / stride + 1
        );

    private static void Check<T>(int kernel, int stride, int padding, int width, int height, Func<T> next, Action<T, T> equal)
        where T : unmanaged, INumber<T>
    {
        var shape = Shape(kernel, stride, padding, width, height, 3, 4);
        var weights = Values(shape.Weights);
        var bias = Values(4);
        var pad = Values(3);
        var input = new FeatureMap<T>(3, height, width, Values(3 * width * height));
        var output = new SparseConvolution<T>(shape, weights, bias, pad).Run(input);
        Assert.Equal((4, shape.OutputHeight, shape.OutputWidth), (output.Channels, output.Height, output.Width));
        var o = 0;
        for (var f = 0; f < 4; f++)
        {
            for (var y = 0; y < shape.OutputHeight; y++)
            {
                for (var x = 0; x < shape.OutputWidth; x++)
                {
                    var sum = bias[f];
                    for (var t = 0; t < shape.Taps; t++)
                    {
                        var (c, ky, kx) = (t / (kernel * kernel), t / kernel % kernel, t % kernel);
                        var (iy, ix) = (y * stride + ky - padding, x * stride + kx - padding);
                        var inside = iy >= 0 && iy < height && ix >= 0 && ix < width;
                        sum += weights[f * shape.Taps + t] * (inside ? input.Values[(c * height + iy) * width + ix] : pad[c]);
                    }

                    equal(sum, output.Values[o++]);
                }
            }
        }

        T[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => next())];
    }
}
