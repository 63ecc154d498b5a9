// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Inference;

namespace SqueezeEdge.Packer.Tests.Inference;

public sealed class SoftmaxTests
{
    [Fact]
    public void IsCloseToTheExactSoftmax()
    {
        var random = new Random(3);
        foreach (var logitPerUnit in new[] { 1e-4, 3e-3, 0.1 })
        {
            var sums = Enumerable.Range(0, 50).Select(_ => (int)(random.NextDouble() * 12 / logitPerUnit)).ToArray();
            var scale = (uint)Math.Round(Math.Pow(2, 27) * Math.Log2(Math.E) * logitPerUnit);
            var exact = sums.Select(s => Math.Exp((s - sums.Max()) * logitPerUnit)).ToArray();
            foreach (var top in Softmax.Top(sums, scale, 50))
            {
                Assert.Equal(sums[top.Index], top.Sum);
                Assert.Equal(exact[top.Index] / exact.Sum(), top.Probability / 65536.0, 0.002);
            }
        }
    }

    [Fact]
    public void TiesGoToTheLowerIndex() => Assert.Equal([2, 4, 0, 1, 3], Softmax.Top([5, 5, 9, 1, 9], 1000, 5).Select(t => t.Index));

    [Theory]
    [InlineData(new[] { 0 }, 1u, 65536)]
    [InlineData(new[] { 7, 7 }, 1u, 32768)]
    [InlineData(new[] { 2147483647, 0 }, 1u, 65536)] // nearly 16 octaves apart
    [InlineData(new[] { 2147483647, 0 }, 2u, 65536)] // past the limit of the product
    [InlineData(new[] { 1000, 0 }, uint.MaxValue, 65536)]
    [InlineData(new[] { 1 << 27, 0 }, 1u, 43690)] // one octave: 2 to 1
    public void HasKnownValues(int[] sums, uint scale, int probability)
    {
        var top = Softmax.Top(sums, scale, 1)[0];
        Assert.Equal((0, probability), (top.Index, top.Probability));
    }
}
