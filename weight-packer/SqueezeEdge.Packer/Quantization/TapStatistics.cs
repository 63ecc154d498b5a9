// SPDX-License-Identifier: MIT
using System.Numerics.Tensors;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Quantization;

/// <summary>Mean and covariance of the inputs under a tensor's kernel, gathered at sampled positions.</summary>
public sealed class TapStatistics
{
    private readonly TensorShape shape;
    private readonly double[] sums;
    private readonly double[] products;
    private readonly double[] targetSums;
    private readonly double[] targetProducts;
    private long samples;

    /// <summary>Starts empty statistics.</summary>
    /// <param name="shape">The tensor.</param>
    public TapStatistics(TensorShape shape)
    {
        this.shape = shape;
        sums = new double[shape.Taps];
        products = new double[shape.Taps * shape.Taps];
        targetSums = new double[shape.OutputChannels];
        targetProducts = new double[shape.Weights];
    }

    /// <summary>E[y] of each filter's target.</summary>
    public double[] TargetMean => [.. targetSums.Select(s => s / Math.Max(1, samples))];

    /// <summary>E[x] of each tap, in the order input channel, ky, kx.</summary>
    public double[] Mean => [.. sums.Select(s => s / Math.Max(1, samples))];

    /// <summary>Adds one input map.</summary>
    /// <param name="input">The tensor's input.</param>
    /// <param name="padding">Value of padding pixels per input channel; null = 0.</param>
    /// <param name="positions">Output positions (y x width + x) to look at.</param>
    /// <param name="target">What the filters should accumulate there: filter by filter, one value per position.</param>
    /// <param name="weights">Weights, whose zeros need no products with the target.</param>
    public void Add(FeatureMap<float> input, float[]? padding, IReadOnlyList<int> positions, float[] target, float[] weights)
    {
        var (k, s, p) = (shape.Kernel, shape.Stride, shape.Padding);
        var taps = shape.Taps;
        var columns = new float[taps * positions.Count];
        for (var tap = 0; tap < taps; tap++)
        {
            var (c, ky, kx) = (tap / (k * k), tap / k % k, tap % k);
            for (var i = 0; i < positions.Count; i++)
            {
                var y = positions[i] / shape.OutputWidth * s + ky - p;
                var x = positions[i] % shape.OutputWidth * s + kx - p;
                columns[tap * positions.Count + i] =
                    y >= 0 && y < input.Height && x >= 0 && x < input.Width
                        ? input.Values[(c * input.Height + y) * input.Width + x]
                        : padding?[c] ?? 0;
            }
        }

        samples += positions.Count;
        for (var a = 0; a < taps; a++)
        {
            var row = columns.AsSpan(a * positions.Count, positions.Count);
            sums[a] += TensorPrimitives.Sum<float>(row);
            for (var b = 0; b <= a; b++)
            {
                products[a * taps + b] += TensorPrimitives.Dot(row, columns.AsSpan(b * positions.Count, positions.Count));
            }
        }

        for (var filter = 0; filter < shape.OutputChannels; filter++)
        {
            var wanted = target.AsSpan(filter * positions.Count, positions.Count);
            targetSums[filter] += TensorPrimitives.Sum<float>(wanted);
            for (var tap = 0; tap < taps; tap++)
            {
                if (weights[filter * taps + tap] != 0)
                {
                    targetProducts[filter * taps + tap] += TensorPrimitives.Dot(
                        wanted,
                        columns.AsSpan(tap * positions.Count, positions.Count)
                    );
                }
            }
        }
    }

    /// <summary>Adds other statistics of the same tensor.</summary>
    /// <param name="other">They.</param>
    public void Add(TapStatistics other)
    {
        samples += other.samples;
        TensorPrimitives.Add(sums, other.sums, sums);
        TensorPrimitives.Add(products, other.products, products);
        TensorPrimitives.Add(targetSums, other.targetSums, targetSums);
        TensorPrimitives.Add(targetProducts, other.targetProducts, targetProducts);
    }

    /// <summary>
    /// Covariance of some taps. The mean is left out because bias correction removes its error anyway.
    /// </summary>
    /// <param name="taps">The taps.</param>
    /// <param name="damping">Share of the mean diagonal added to the diagonal.</param>
    /// <returns>A symmetric matrix.</returns>
    public double[,] Covariance(IReadOnlyList<int> taps, double damping)
    {
        var matrix = new double[taps.Count, taps.Count];
        var trace = 0.0;
        for (var i = 0; i < taps.Count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                matrix[i, j] = matrix[j, i] = Covariance(taps[i], taps[j]);
            }

            trace += matrix[i, i];
        }

        for (var i = 0; i < taps.Count; i++)
        {
            matrix[i, i] += damping * trace / taps.Count + 1e-9;
        }

        return matrix;
    }

    /// <summary>
    /// What the filter lacks: covariance of the taps with its target, minus what the given weights already contribute.
    /// </summary>
    /// <param name="filter">The filter.</param>
    /// <param name="taps">Its taps.</param>
    /// <param name="weights">One weight per tap, in target units per unit of input.</param>
    /// <returns>One value per tap; all 0 where the weights are the least-squares fit.</returns>
    public double[] Residual(int filter, IReadOnlyList<int> taps, IReadOnlyList<double> weights)
    {
        var residual = new double[taps.Count];
        if (samples == 0)
        {
            return residual;
        }

        for (var i = 0; i < residual.Length; i++)
        {
            var tap = taps[i];
            var value = targetProducts[filter * shape.Taps + tap] / samples - targetSums[filter] / samples * (sums[tap] / samples);
            for (var j = 0; j < residual.Length; j++)
            {
                value -= Covariance(tap, taps[j]) * weights[j];
            }

            residual[i] = value;
        }

        return residual;
    }

    /// <summary>Variance of a tap.</summary>
    /// <param name="tap">The tap.</param>
    /// <returns>Its variance, not negative.</returns>
    public double Variance(int tap) => Math.Max(0, Covariance(tap, tap));

    private double Covariance(int a, int b)
    {
        if (samples == 0)
        {
            return a == b ? 1 : 0;
        }

        var product = products[Math.Max(a, b) * shape.Taps + Math.Min(a, b)];
        return product / samples - sums[a] / samples * (sums[b] / samples);
    }
}
