// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Quantization;

namespace SqueezeEdge.Packer.Tests.Quantization;

public sealed class ErrorFeedbackTests
{
    private static readonly IntegerCodebook Codebook = new([0, -8, -3, -1, 1, 2, 5, 9], 0.1);

    [Fact]
    public void IndependentInputsAreRoundedToTheNearestLevel()
    {
        var weights = new[] { 0.14, -0.21, 0.9, -0.02, 0.36 };
        var identity = new double[5, 5];
        for (var i = 0; i < 5; i++)
        {
            identity[i, i] = 1;
        }

        Assert.Equal(weights.Select(Codebook.Nearest), new ErrorFeedback(identity).Quantize(weights, Codebook));
        Assert.Equal([3, 4], new[] { Codebook.Nearest(-0.04), Codebook.Nearest(0.04) });
    }

    [Fact]
    public void CorrelatedInputsLoseLessThanByRounding()
    {
        var random = new Random(4);
        var (feedback, rounding) = (0.0, 0.0);
        for (var round = 0; round < 40; round++)
        {
            var h = Covariance(random, 12);
            var weights = Enumerable.Range(0, 12).Select(_ => random.NextDouble() * 1.6 - 0.8).ToArray();
            feedback += Loss(h, weights, new ErrorFeedback(h).Quantize(weights, Codebook));
            rounding += Loss(h, weights, [.. weights.Select(Codebook.Nearest)]);
        }

        Assert.True(feedback < 0.6 * rounding, $"{feedback} against {rounding}");
    }

    [Fact]
    public void SolvesTheCovariance()
    {
        var random = new Random(6);
        var h = Covariance(random, 9);
        var expected = Enumerable.Range(0, 9).Select(_ => random.NextDouble()).ToArray();
        var right = Enumerable.Range(0, 9).Select(i => Enumerable.Range(0, 9).Sum(j => h[i, j] * expected[j])).ToArray();
        Assert.All(new ErrorFeedback(h).Solve(right).Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-8));
    }

    private static double[,] Covariance(Random random, int n)
    {
        var samples = Enumerable
            .Range(0, 4 * n)
            .Select(_ =>
            {
                var common = random.NextDouble() * 2 - 1;
                return Enumerable.Range(0, n).Select(_ => common + 0.4 * (random.NextDouble() - 0.5)).ToArray();
            })
            .ToArray();
        var h = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                h[i, j] = samples.Average(s => s[i] * s[j]) + (i == j ? 0.01 : 0);
            }
        }

        return h;
    }

    private static double Loss(double[,] h, double[] weights, int[] indices)
    {
        var error = weights.Select((w, i) => Codebook.Levels[indices[i]] * Codebook.Scale - w).ToArray();
        return Enumerable.Range(0, error.Length).Sum(i => Enumerable.Range(0, error.Length).Sum(j => error[i] * h[i, j] * error[j]));
    }
}
