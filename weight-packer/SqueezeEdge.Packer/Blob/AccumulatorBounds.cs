// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Blob;

/// <summary>Whether any input can bring a tensor's sums out of 32 bits (docs/arithmetic.md, "Bounds").</summary>
public static class AccumulatorBounds
{
    /// <summary>Finds the first output channel that some input of bytes brings out of 32 bits.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="last">Whether it is the last convolution, whose sums add up over all output positions.</param>
    /// <returns>What leaves 32 bits, for a message; null where nothing does.</returns>
    public static string? Violation(QuantizedTensor tensor, bool last)
    {
        var shape = tensor.Shape;
        var inside = shape is { Kernel: 1, Stride: 1 } ? shape.InputWidth * shape.InputHeight : shape.OutputWidth * shape.OutputHeight;
        var border = shape.OutputWidth * shape.OutputHeight - inside;
        for (var channel = 0; channel < tensor.Bias.Length; channel++)
        {
            long bias = tensor.Bias[channel];
            var (low, high) = (bias, bias);
            foreach (var code in tensor.Indices.AsSpan(channel * shape.Taps, shape.Taps))
            {
                var level = tensor.Codebook[code];
                low += level < 0 ? 255 * level : 0;
                high += level > 0 ? 255 * level : 0;
            }

            if (!Fits(low) || !Fits(high))
            {
                return $"the sum of output channel {channel} can reach {low}..{high}";
            }

            if (!last && (!Fits(low * tensor.Multiplier) || !Fits(high * tensor.Multiplier)))
            {
                return $"the sum of output channel {channel}, {low}..{high}, times the multiplier {tensor.Multiplier}";
            }

            var classSum = (Int128)Math.Max(high, 0) * inside + (Int128)Math.Max(bias, 0) * border;
            if (last && classSum > int.MaxValue)
            {
                return $"the sum of class {channel} over all positions can reach {classSum}";
            }
        }

        return null;
    }

    private static bool Fits(long value) => value is >= int.MinValue and <= int.MaxValue;
}
