// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models.Graph;

namespace SqueezeEdge.Packer.Models;

/// <summary>
/// Batch normalization with fixed statistics, y = (x - mean) / sqrt(variance + epsilon) * gamma + beta per channel: a factor and an
/// addend, which are multiplied into the convolution before it.
/// </summary>
/// <param name="Factor">Per channel.</param>
/// <param name="Addend">Per channel.</param>
internal sealed record BatchNormalization(double[] Factor, double[] Addend)
{
    /// <summary>PyTorch's, ONNX's and Caffe's epsilon where none is given.</summary>
    public const double DefaultEpsilon = 1e-5;

    /// <summary>From statistics.</summary>
    /// <param name="mean">Per channel.</param>
    /// <param name="variance">Per channel.</param>
    /// <param name="gamma">Per channel, or null for 1.</param>
    /// <param name="beta">Per channel, or null for 0.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="label">The layer, for messages.</param>
    /// <returns>The normalization.</returns>
    /// <exception cref="ModelException">The lengths differ, or a variance is negative.</exception>
    public static BatchNormalization Of(float[] mean, float[] variance, float[]? gamma, float[]? beta, double epsilon, string label)
    {
        var channels = mean.Length;
        if (variance.Length != channels || (gamma?.Length ?? channels) != channels || (beta?.Length ?? channels) != channels)
        {
            throw new ModelException($"{label}: mean, variance, scale and bias must have as many values as there are channels.");
        }

        if (variance.Any(v => !(v + epsilon > 0)))
        {
            throw new ModelException($"{label}: a variance is not positive.");
        }

        double[] factor = [.. variance.Select((v, i) => (gamma?[i] ?? 1) / Math.Sqrt(v + epsilon))];
        return new BatchNormalization(factor, [.. factor.Select((f, i) => (beta?[i] ?? 0) - f * mean[i])]);
    }

    /// <summary>Multiplies it into the convolution before it.</summary>
    /// <param name="weights">The convolution.</param>
    /// <param name="label">This layer, for messages.</param>
    /// <returns>The convolution that does both.</returns>
    /// <exception cref="ModelException">It has another number of filters.</exception>
    public ConvolutionWeights Fold(ConvolutionWeights weights, string label)
    {
        if (Factor.Length != weights.OutputChannels || weights.Weights.Length % Math.Max(1, weights.OutputChannels) != 0)
        {
            throw new ModelException(
                $"{label} normalizes {Factor.Length} channels; the convolution before it has {weights.OutputChannels} filters."
            );
        }

        var taps = weights.Weights.Length / weights.OutputChannels;
        return weights with
        {
            Weights = [.. weights.Weights.Select((w, i) => (float)(w * Factor[i / taps]))],
            Bias = [.. weights.Bias.Select((b, i) => (float)(b * Factor[i] + Addend[i]))],
        };
    }
}
