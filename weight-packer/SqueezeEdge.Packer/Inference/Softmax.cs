// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Inference;

/// <summary>The fixed-point softmax of docs/arithmetic.md.</summary>
public static class Softmax
{
    private static readonly uint[] Pow2 = [.. Enumerable.Range(0, 17).Select(i => (uint)Math.Round(32768 * Math.Pow(2, -i / 16.0)))];

    /// <summary>The best classes.</summary>
    /// <param name="sums">Accumulated activation of each class.</param>
    /// <param name="scale">The blob's probability scale, 2^-27 octaves per unit of sum.</param>
    /// <param name="count">How many to return at most.</param>
    /// <returns>Best first; equal ones by index.</returns>
    public static TopClass[] Top(int[] sums, uint scale, int count)
    {
        var largest = sums.Max();
        var exponentials = Array.ConvertAll(sums, s => Exponential(unchecked((uint)largest - (uint)s), scale));
        var total = (uint)exponentials.Sum(e => e);
        return
        [
            .. Enumerable
                .Range(0, sums.Length)
                .OrderByDescending(i => sums[i])
                .ThenBy(i => i)
                .Take(count)
                .Select(i => new TopClass(i, sums[i], (int)((exponentials[i] << 16) / total))),
        ];
    }

    private static uint Exponential(uint distance, uint scale)
    {
        if (distance > 0x80000000u / scale)
        {
            return 0;
        }

        var x = (distance * scale) >> 11;
        var i = (x >> 12) & 15;
        var f = x & 4095;
        return (Pow2[i] - (((Pow2[i] - Pow2[i + 1]) * f) >> 12)) >> (int)(x >> 16);
    }
}
