// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Blob;

/// <summary>
/// How many 16-bit units the kernels decode an output channel of a dense or sparse tensor into (docs/arithmetic.md, "Units"): it
/// sizes their buffer. Weights of a level leave three at a time as they come, the rest at the end of the channel as pairs, then
/// as singles, magnitudes descending; a chunk's magnitudes add up to at most 257.
/// </summary>
internal static class ChannelUnits
{
    private const int ListEnds = 3;

    /// <summary>Counts.</summary>
    /// <param name="levels">The channel's nonzero weights of one sign as magnitudes, in the order of the blob.</param>
    /// <returns>Units, list ends included, counts of chunks not.</returns>
    public static int Count(IEnumerable<int> levels)
    {
        var units = 0;
        var sum = 0;
        var waiting = new SortedDictionary<int, int>(Comparer<int>.Create((a, b) => b.CompareTo(a)));
        foreach (var magnitude in levels)
        {
            var count = waiting.GetValueOrDefault(magnitude) + 1;
            waiting[magnitude] = count % 3;
            if (count < 3)
            {
                continue;
            }

            if (3 * magnitude > BlobLayout.ChunkLimit)
            {
                // A chunk of a pair and a chunk of a single.
                units += (sum > 0 ? ListEnds : 0) + (1 + 3 + 2) + (2 + 2 + 1);
                sum = 0;
                continue;
            }

            Open(3 * magnitude);
            units += 4;
        }

        foreach (var (magnitude, _) in waiting.Where(w => w.Value == 2))
        {
            Open(2 * magnitude);
            units += 3;
        }

        var singles = new LinkedList<int>(waiting.Where(w => w.Value == 1).Select(w => w.Key));
        while (singles.First is { } largest)
        {
            if (sum + largest.Value > BlobLayout.ChunkLimit)
            {
                while (sum + singles.Last!.Value <= BlobLayout.ChunkLimit)
                {
                    sum += singles.Last.Value;
                    units += 2;
                    singles.RemoveLast();
                }

                sum = 0;
                units += ListEnds;
            }

            sum += largest.Value;
            units += 2;
            singles.RemoveFirst();
        }

        return units + ListEnds;

        void Open(int magnitudes)
        {
            if (sum + magnitudes > BlobLayout.ChunkLimit)
            {
                sum = 0;
                units += ListEnds;
            }

            sum += magnitudes;
        }
    }
}
