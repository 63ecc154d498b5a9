// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Quantization;

/// <summary>Scale and zero point for values of both signs in activations 0..255: value = (activation - ZeroPoint) x Scale.</summary>
/// <param name="Scale">Value of one unit, positive.</param>
/// <param name="ZeroPoint">Activation of the value 0, 0..255.</param>
public readonly record struct AffineRange(double Scale, int ZeroPoint)
{
    private const int Candidates = 40;

    /// <summary>Finds the clip with the least squared error: both ends move towards 0 together.</summary>
    /// <param name="samples">Values.</param>
    /// <returns>The range.</returns>
    public static AffineRange Of(IReadOnlyList<float> samples)
    {
        double low = Math.Min(0, samples.DefaultIfEmpty(0).Min());
        double high = Math.Max(0, samples.DefaultIfEmpty(0).Max());
        if (high <= low)
        {
            return new AffineRange(1, 0);
        }

        var best = default(AffineRange);
        var least = double.MaxValue;
        for (var i = 0; i < Candidates; i++)
        {
            var shrink = Math.Pow(0.25, (double)i / Candidates);
            var scale = (high - low) * shrink / 255;
            var candidate = new AffineRange(scale, (int)Math.Clamp(Math.Round(-low * shrink / scale), 0, 255));
            var error = samples.Sum(value => Math.Pow((candidate.Activation(value) - candidate.ZeroPoint) * scale - value, 2));
            if (error < least)
            {
                (least, best) = (error, candidate);
            }
        }

        return best;
    }

    private double Activation(double value) => Math.Clamp(Math.Floor(value / Scale + 0.5) + ZeroPoint, 0, 255);
}
