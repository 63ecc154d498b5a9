// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Blob;

/// <summary>A canonical Huffman code with limited lengths (Deep Compression, section 4; package-merge by Larmore and Hirschberg).</summary>
public sealed class HuffmanCode
{
    private readonly uint[] codewords;

    /// <summary>Makes the code from the lengths of its symbols.</summary>
    /// <param name="lengths">Bits per symbol; 0 = the symbol does not occur.</param>
    /// <exception cref="ModelException">The lengths are not a complete code (a single symbol of length 1 is allowed).</exception>
    public HuffmanCode(byte[] lengths)
    {
        Lengths = lengths;
        codewords = new uint[lengths.Length];
        Longest = lengths.Max();
        var codeword = 0u;
        var count = 0;
        for (var length = 1; length <= Longest; length++)
        {
            codeword <<= 1;
            for (var s = 0; s < lengths.Length; s++)
            {
                if (lengths[s] == length)
                {
                    codewords[s] = codeword++;
                    count++;
                }
            }
        }

        if (count == 0 || !(codeword == 1u << Longest || (count == 1 && Longest == 1)))
        {
            throw new ModelException("the Huffman code lengths do not form a complete code.");
        }
    }

    /// <summary>Bits per symbol; 0 = does not occur.</summary>
    public byte[] Lengths { get; }

    /// <summary>The longest codeword in bits.</summary>
    public int Longest { get; }

    /// <summary>The best code whose lengths do not exceed a limit.</summary>
    /// <param name="frequencies">How often each symbol occurs; at least one is positive.</param>
    /// <param name="limit">Longest codeword allowed, in bits; 2^limit must hold all symbols that occur.</param>
    /// <returns>The code.</returns>
    public static HuffmanCode Build(long[] frequencies, int limit)
    {
        var symbols = Enumerable
            .Range(0, frequencies.Length)
            .Where(s => frequencies[s] > 0)
            .OrderBy(s => frequencies[s])
            .ThenBy(s => s)
            .ToArray();
        if (symbols.Length > 1 << limit)
        {
            throw new ArgumentOutOfRangeException(nameof(limit), $"{symbols.Length} symbols need codewords longer than {limit} bits.");
        }

        var lengths = new byte[frequencies.Length];
        if (symbols.Length == 1)
        {
            lengths[symbols[0]] = 1;
            return new HuffmanCode(lengths);
        }

        var leaves = symbols.Select(s => (Weight: frequencies[s], Symbols: new[] { s })).ToList();
        var packages = leaves;
        for (var level = 1; level < limit; level++)
        {
            var pairs = new List<(long Weight, int[] Symbols)>();
            for (var i = 0; i + 1 < packages.Count; i += 2)
            {
                pairs.Add((packages[i].Weight + packages[i + 1].Weight, [.. packages[i].Symbols, .. packages[i + 1].Symbols]));
            }

            packages = [.. leaves.Concat(pairs).OrderBy(p => p.Weight)];
        }

        foreach (var symbol in packages.Take(2 * symbols.Length - 2).SelectMany(p => p.Symbols))
        {
            lengths[symbol]++;
        }

        return new HuffmanCode(lengths);
    }

    /// <summary>Appends the codeword of a symbol.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="symbol">A symbol that occurs.</param>
    public void Write(BitWriter writer, int symbol) => writer.Write(codewords[symbol], Lengths[symbol]);

    /// <summary>Reads one symbol.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The symbol.</returns>
    /// <exception cref="ModelException">The bits are no codeword, or the stream ends.</exception>
    public int Read(BitReader reader)
    {
        var codeword = 0u;
        for (var length = 1; length <= Longest; length++)
        {
            codeword = (codeword << 1) | (uint)reader.Read();
            for (var s = 0; s < Lengths.Length; s++)
            {
                if (Lengths[s] == length && codewords[s] == codeword)
                {
                    return s;
                }
            }
        }

        throw new ModelException("the weight stream holds bits that are no code.");
    }

    /// <summary>Bits the given symbols take.</summary>
    /// <param name="frequencies">How often each symbol occurs.</param>
    /// <returns>The sum of frequency x length.</returns>
    public long Bits(long[] frequencies) => frequencies.Select((f, s) => f * Lengths[s]).Sum();
}
