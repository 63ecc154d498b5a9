// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Exploration;

/// <summary>Stands in for the weights of a tensor nobody has trained: a few filters with the levels that trained ones have.</summary>
internal static class WeightSample
{
    /// <summary>Most filters of a sample; larger tensors are scaled up from so many.</summary>
    public const int Filters = 32;

    private const int Points = 512;

    /// <summary>
    /// Magnitudes of the nonzero 6-bit levels (of 127) of the Deep-Compressed SqueezeNet v1.0 at the shares below: averages over
    /// the tensors that were hardly pruned, and over those that were. Pruning takes the small ones away.
    /// </summary>
    private static readonly double[] Whole = [1, 1, 1.8, 3.5, 5.6, 7.8, 10.5, 13.8, 18.2, 24, 33, 43.5, 70, 127];

    private static readonly double[] Pruned = [1, 4.6, 6.8, 9.5, 12, 14, 16.4, 18.8, 21.4, 25, 31.3, 38, 54, 100];

    private static readonly double[] Shares = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1];

    private static readonly Lazy<sbyte[]> WholeLevels = new(() => Levels(Whole));
    private static readonly Lazy<sbyte[]> PrunedLevels = new(() => Levels(Pruned));

    /// <summary>Makes the sample; the same shape and density always give the same one.</summary>
    /// <param name="shape">The tensor.</param>
    /// <param name="density">Fraction of its weights that are not zero.</param>
    /// <returns>The first filters of a tensor like it; its shape has their number.</returns>
    public static QuantizedTensor Create(TensorShape shape, double density)
    {
        var sample = shape with { OutputChannels = Math.Min(shape.OutputChannels, Filters) };
        var (magnitudes, levels) = density >= 0.75 ? (Whole, WholeLevels.Value) : (Pruned, PrunedLevels.Value);
        var random = new Random(shape.Taps * 31 + shape.OutputChannels);
        var order = Enumerable.Range(0, sample.Weights).ToArray();
        random.Shuffle(order);
        var indices = new byte[sample.Weights];
        var nonzero = Math.Max(1, (int)Math.Round(density * sample.Weights));
        var codebook = new IntegerCodebook(levels, 1);
        for (var i = 0; i < nonzero; i++)
        {
            // Evenly spread shares instead of random ones, so that a small sample has the statistics of a large tensor.
            var magnitude = Quantile(magnitudes, (i / 2 * 2 + 1.0) / (nonzero + 1));
            indices[order[i]] = (byte)codebook.Nearest(i % 2 == 0 ? magnitude : -magnitude);
        }

        return new QuantizedTensor(sample, levels, indices, new int[sample.OutputChannels], 1, 0);
    }

    /// <summary>The codebook the packer would choose for weights of such magnitudes.</summary>
    private static sbyte[] Levels(double[] magnitudes)
    {
        var values = Enumerable
            .Range(0, Points)
            .SelectMany(i => new[] { 1f, -1f }.Select(sign => sign * (float)Quantile(magnitudes, (i + 0.5) / Points)))
            .ToArray();
        var centroids = OptimalKMeans.Centroids(values, [.. values.Select(_ => 1.0)], 63);
        return IntegerCodebook.From(centroids, (int)Math.Min(127, centroids.Max(Math.Abs))).Levels;
    }

    private static double Quantile(double[] magnitudes, double share)
    {
        share = Math.Clamp(share, 0, 1);
        var upper = Math.Max(1, Array.FindIndex(Shares, s => s >= share));
        var part = (share - Shares[upper - 1]) / (Shares[upper] - Shares[upper - 1]);
        return magnitudes[upper - 1] + part * (magnitudes[upper] - magnitudes[upper - 1]);
    }
}
