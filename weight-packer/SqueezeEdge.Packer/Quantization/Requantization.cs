// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Quantization;

/// <summary>The integers that bring an accumulator to the scale of its output: (acc x Multiplier) >> Shift.</summary>
/// <param name="Multiplier">1..32767.</param>
/// <param name="Shift">0..31.</param>
public readonly record struct Requantization(int Multiplier, int Shift)
{
    /// <summary>Output units per accumulator unit, as the integers have it.</summary>
    public double Ratio => Multiplier / Math.Pow(2, Shift);

    /// <summary>Half an output step in accumulator units: added to biases so that the shift rounds to nearest.</summary>
    public int Half => (int)Math.Round(0.5 / Ratio);

    /// <summary>The most precise integers whose product with any accumulator stays below 2^31.</summary>
    /// <param name="ratio">Output units per accumulator unit, positive.</param>
    /// <param name="worst">Largest magnitude an accumulator can reach.</param>
    /// <returns>The integers.</returns>
    /// <exception cref="ModelException">No integers reach that ratio.</exception>
    public static Requantization Fit(double ratio, long worst)
    {
        var limit = Math.Min(32767, int.MaxValue / Math.Max(1, worst));
        for (var shift = 31; shift >= 0; shift--)
        {
            var multiplier = Math.Round(ratio * Math.Pow(2, shift));
            if (multiplier >= 1 && multiplier <= limit)
            {
                return new Requantization((int)multiplier, shift);
            }
        }

        throw new ModelException(
            $"an output scale of {ratio:g3} per accumulator unit (up to {worst}) is out of the kernels' range; "
                + "the weights or activations of this layer are degenerate."
        );
    }
}
