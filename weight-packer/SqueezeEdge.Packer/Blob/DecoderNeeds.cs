// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Blob;

/// <summary>What sizes the buffer in which the kernels decode dense and sparse weights: the largest of each over all such
/// tensors.</summary>
/// <param name="MaxCodeBits">Longest codeword of a level, in bits; 0 when every tensor is fast.</param>
/// <param name="MaxNegativeCount">Most negative weights of one filter.</param>
/// <param name="MaxPositiveCount">Most positive weights of one filter.</param>
public readonly record struct DecoderNeeds(int MaxCodeBits, int MaxNegativeCount, int MaxPositiveCount)
{
    // A filter is decoded into the lists of a fast stream: 3.5 u16 a weight at most, and 12 u16 besides.
    private const int WeightBytes = 7;
    private const int ListBytes = 24;

    /// <summary>Bytes of the buffer, a multiple of 4; 0 when nothing is decoded. In this order: a table of 2^MaxCodeBits u16 for the
    /// levels, one of 2^8 u16 for the gaps, the decoded weights of one filter.</summary>
    public int Bytes =>
        MaxCodeBits == 0
            ? 0
            : (sizeof(ushort) << MaxCodeBits)
                + (sizeof(ushort) << BlobLayout.Gap.Bits)
                + ((WeightBytes * (MaxNegativeCount + MaxPositiveCount) + 3) & ~3)
                + ListBytes;

    internal static DecoderNeeds Of(PackedModel packed, KernelLayout layout)
    {
        var coded = Enumerable
            .Range(0, packed.Encodings.Count)
            .Where(i => packed.Encodings[i] != TensorEncoding.Fast)
            .Select(i => new TensorParts(packed.Model.Tensors[i], packed.Encodings[i], layout.TapOffsets(i)))
            .ToList();
        return coded.Count == 0
            ? default
            : new DecoderNeeds(coded.Max(p => p.MaxCodeBits), coded.Max(p => p.MaxNegativeCount), coded.Max(p => p.MaxPositiveCount));
    }
}
