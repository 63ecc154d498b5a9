// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Quantization;

/// <summary>A codebook of int8 levels with one scale: real weight = level x scale. Level 0 is 0.</summary>
/// <param name="Levels">Entry 0 is 0, the others nonzero and ascending, -127..127.</param>
/// <param name="Scale">Value of one unit.</param>
public sealed record IntegerCodebook(sbyte[] Levels, double Scale)
{
    /// <summary>Rounds centroids to integers; centroids that meet are merged.</summary>
    /// <param name="centroids">Nonzero centroids.</param>
    /// <param name="largest">Level of the centroid with the largest magnitude, 1..127.</param>
    /// <returns>The codebook.</returns>
    public static IntegerCodebook From(IEnumerable<double> centroids, int largest = 127)
    {
        var values = centroids.ToList();
        var scale = values.Max(Math.Abs) / largest;
        if (scale <= 0)
        {
            return new IntegerCodebook([0, 1], 1);
        }

        var levels = values
            .Select(v => (sbyte)Math.Round(v / scale) is var level && level == 0 ? (sbyte)(v < 0 ? -1 : 1) : level)
            .Distinct()
            .Order();
        return new IntegerCodebook([0, .. levels], scale);
    }

    /// <summary>The nearest nonzero level.</summary>
    /// <param name="weight">A real weight.</param>
    /// <returns>Index into <see cref="Levels"/>, at least 1.</returns>
    public int Nearest(double weight)
    {
        var target = weight / Scale;
        var low = 1;
        var high = Levels.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (target - Levels[middle] <= Levels[middle + 1] - target)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
