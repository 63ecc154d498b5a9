// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Quantization;

namespace SqueezeEdge.Packer.Tests.Quantization;

public sealed class RequantizationTests
{
    [Fact]
    public void ProductsOfTheWorstCaseStayBelowTwoToThe31()
    {
        foreach (var worst in new long[] { 1, 255, 65_536, 1_900_000, 40_000_000 })
        {
            foreach (var ratio in new[] { 0.5, 1e-2, 3.7e-4 })
            {
                var r = Requantization.Fit(ratio, worst);
                Assert.InRange(r.Multiplier, 1, 32767);
                Assert.InRange(r.Shift, 0, 31);
                Assert.True(r.Multiplier * worst <= int.MaxValue);
                Assert.Equal(ratio, r.Ratio, ratio / Math.Max(2, r.Multiplier));
            }
        }
    }

    [Fact]
    public void HalfAStepRoundsToNearest()
    {
        var r = Requantization.Fit(0.00731, 50_000);
        for (var acc = 0; acc < 34_000; acc += 17)
        {
            var code = ((acc + r.Half) * r.Multiplier) >> r.Shift;
            Assert.InRange(Math.Abs(code - acc * r.Ratio), 0, 0.51);
        }
    }

    [Fact]
    public void RefusesWhatTheKernelsCannotReach()
    {
        Assert.Throws<ModelException>(() => Requantization.Fit(1e-12, 1000));
        Assert.Throws<ModelException>(() => Requantization.Fit(0.001, 1L << 40));
    }

    [Fact]
    public void TheClipIsNotTheMaximumWhenOneValueIsFarOut()
    {
        float[] samples = [.. Enumerable.Range(0, 20_000).Select(i => i % 100 / 100f), 2];
        Assert.InRange(ActivationRange.Scale(samples) * 255, 0.5, 1.99);
        Assert.Equal(1, ActivationRange.Scale([-1, 0]));
    }
}
