// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Blob;

/// <summary>Reads one tensor: its record and its parts in the weights section.</summary>
internal static class TensorReader
{
    public static QuantizedTensor Read(
        ReadOnlySpan<byte> record,
        ref ReadOnlySpan<byte> weights,
        TensorShape shape,
        ushort[] offsets,
        bool last
    )
    {
        var encoding = (TensorEncoding)record[0];
        int biasBytes = record[2];
        int levelCount = BinaryPrimitives.ReadUInt16LittleEndian(record[12..]);
        int multiplier = BinaryPrimitives.ReadUInt16LittleEndian(record[8..]);
        Require(
            record[1] == shape.Kernel
                && BinaryPrimitives.ReadUInt16LittleEndian(record[4..]) == shape.InputChannels
                && BinaryPrimitives.ReadUInt16LittleEndian(record[6..]) == shape.OutputChannels,
            "its record does not fit its operation"
        );
        Require(
            biasBytes is 2 or 4 && record[11] == 0 && BinaryPrimitives.ReadUInt16LittleEndian(record[26..]) == 0,
            "its record is inconsistent"
        );
        Require(record[3] <= 11 && (record[3] == 0) == (encoding == TensorEncoding.Fast), "its longest code is out of range");
        Require(
            last ? multiplier == 0 && record[10] == 0 : multiplier is >= 1 and <= 32767 && record[10] <= 31,
            "its requantization is out of range"
        );
        Require(levelCount is >= 2 and <= 256, "its number of levels is out of range");

        var codebook = Take(ref weights, levelCount).ToArray().Select(b => (sbyte)b).ToArray();
        Require(codebook[0] == 0 && codebook.Skip(1).All(l => l is not 0 and >= -127), "its codebook is out of range");
        Require(codebook.Skip(1).Zip(codebook.Skip(2)).All(p => p.First < p.Second), "its codebook is not ascending");
        HuffmanCode? levels = null;
        HuffmanCode? gaps = null;
        if (encoding != TensorEncoding.Fast)
        {
            levels = Lengths(Take(ref weights, (levelCount + 1) / 2), levelCount);
            Require(levels.Longest == record[3], "its longest code is not the one in its record");
        }

        if (encoding == TensorEncoding.Sparse)
        {
            gaps = Lengths(Take(ref weights, CodedStream.GapSymbols / 2), CodedStream.GapSymbols);
            Require(gaps.Longest <= 8, "a gap code is too long");
        }

        var biases = Take(ref weights, shape.OutputChannels * biasBytes);
        var bias = new int[shape.OutputChannels];
        for (var i = 0; i < bias.Length; i++)
        {
            bias[i] =
                biasBytes == 2
                    ? BinaryPrimitives.ReadInt16LittleEndian(biases[(2 * i)..])
                    : BinaryPrimitives.ReadInt32LittleEndian(biases[(4 * i)..]);
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(record[20..]);
        Require(length % 4 == 0 && length <= weights.Length, "its stream does not fit the weights section");
        var stream = Take(ref weights, (int)length);
        var codes = levels is null
            ? FastStream.Decode(stream, shape, codebook, offsets)
            : new CodedStream(levels, gaps, stream.ToArray()).Decode(shape);
        var tensor = new QuantizedTensor(shape, codebook, codes, bias, multiplier, record[10]);
        var parts = new TensorParts(tensor, encoding, offsets);
        Require(
            parts.Nonzeros == BinaryPrimitives.ReadUInt32LittleEndian(record[16..])
                && parts.MostNegative == BinaryPrimitives.ReadUInt16LittleEndian(record[14..])
                && parts.MostPositive == BinaryPrimitives.ReadUInt16LittleEndian(record[24..]),
            "its record counts other weights than its stream"
        );
        Require(parts.BiasBytes == biasBytes, "its biases take 4 bytes where 2 are enough");
        if (AccumulatorBounds.Violation(tensor, last) is { } violation)
        {
            throw new ModelException($"{violation}, which does not fit 32 bits. Pack the model again.");
        }

        return tensor;
    }

    private static HuffmanCode Lengths(ReadOnlySpan<byte> nibbles, int symbols)
    {
        var lengths = new byte[symbols];
        for (var s = 0; s < symbols; s++)
        {
            lengths[s] = (byte)((nibbles[s / 2] >> (4 * (s % 2))) & 15);
        }

        Require(symbols % 2 == 0 || nibbles[^1] >> 4 == 0, "its code lengths are not padded with zero");
        return new HuffmanCode(lengths);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> weights, int bytes)
    {
        var padded = (bytes + 3) & ~3;
        Require(padded <= weights.Length, "it reaches past the weights section");
        var part = weights[..bytes];
        Require(weights[bytes..padded].IndexOfAnyExcept((byte)0) < 0, "its padding is not zero");
        weights = weights[padded..];
        return part;
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new ModelException($"{what}. Pack the model again.");
        }
    }
}
