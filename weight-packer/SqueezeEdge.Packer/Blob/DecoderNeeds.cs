// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Blob;

/// <summary>What sizes the buffer in which the kernels decode dense and sparse weights: the largest of each over all such tensors.</summary>
/// <param name="LevelBits">Longest code of a level, in bits; 0 when every tensor is fast.</param>
/// <param name="MostNegative">Most negative weights of one filter.</param>
/// <param name="MostPositive">Most positive weights of one filter.</param>
public readonly record struct DecoderNeeds(int LevelBits, int MostNegative, int MostPositive)
{
    /// <summary>Bytes of the buffer, a multiple of 4; 0 when nothing is decoded.</summary>
    public int Bytes => LevelBits == 0 ? 0 : (2 << LevelBits) + 512 + ((7 * (MostNegative + MostPositive) + 3) & ~3) + 24;

    internal static DecoderNeeds Of(PackedModel packed, KernelLayout layout)
    {
        var coded = Enumerable
            .Range(0, packed.Encodings.Count)
            .Where(i => packed.Encodings[i] != TensorEncoding.Fast)
            .Select(i => new TensorParts(packed.Model.Tensors[i], packed.Encodings[i], layout.TapOffsets(i)))
            .ToList();
        return coded.Count == 0
            ? default
            : new DecoderNeeds(coded.Max(p => p.LevelBits), coded.Max(p => p.MostNegative), coded.Max(p => p.MostPositive));
    }
}
