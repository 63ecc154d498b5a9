// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Blob;

/// <summary>What sizes the buffers in which the kernels decode dense and sparse weights: the largest of each over all such
/// tensors.</summary>
/// <param name="Levels">Levels of a codebook; 0 when every tensor is fast.</param>
/// <param name="Taps">Weights of an output channel, zeros included.</param>
/// <param name="NegativeUnits">16-bit units that the negative weights of a channel decode to, the three counts included.</param>
/// <param name="PositiveUnits">The same of the positive ones, without counts.</param>
public readonly record struct DecoderNeeds(int Levels, int Taps, int NegativeUnits, int PositiveUnits)
{
    private const int SearchTables = 2 * 76 + 32;
    private const int LongestTableGap = 30;

    /// <summary>Bytes of the buffers; 0 when nothing is decoded.</summary>
    /// <param name="tableBits">Bits of the decoder's table.</param>
    /// <returns>Bytes, a multiple of 4.</returns>
    public int Bytes(int tableBits) =>
        Levels == 0
            ? 0
            : (2 << tableBits)
                + 4 * Levels
                + SearchTables
                + Round4(Levels)
                + Round4(2 * (NegativeUnits + PositiveUnits))
                + Round4(2 * (Taps + LongestTableGap));

    internal static DecoderNeeds Of(PackedModel packed) =>
        Enumerable
            .Range(0, packed.Encodings.Count)
            .Where(i => packed.Encodings[i] != TensorEncoding.Fast)
            .Aggregate(default(DecoderNeeds), (needs, i) => needs.And(packed.Model.Tensors[i]));

    internal DecoderNeeds And(QuantizedTensor tensor)
    {
        var order = WeightOrder.Positions(tensor.Shape);
        var (negative, positive) = (0, 0);
        for (var channel = 0; channel < tensor.Shape.OutputChannels; channel++)
        {
            var first = channel * order.Length;
            var levels = order.Select(p => (int)tensor.Codebook[tensor.Indices[first + p]]).ToArray();
            negative = Math.Max(negative, 3 + ChannelUnits.Count(levels.Where(l => l < 0).Select(l => -l)));
            positive = Math.Max(positive, ChannelUnits.Count(levels.Where(l => l > 0)));
        }

        return new DecoderNeeds(
            Math.Max(Levels, tensor.Codebook.Length),
            Math.Max(Taps, tensor.Shape.Taps),
            Math.Max(NegativeUnits, negative),
            Math.Max(PositiveUnits, positive)
        );
    }

    private static int Round4(int bytes) => (bytes + 3) & ~3;
}
