// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Blob;

/// <summary>Reads one tensor: its record and its parts in the weights section.</summary>
internal static class TensorReader
{
    public static QuantizedTensor Read(RecordReader record, ref ReadOnlySpan<byte> weights, TensorShape shape, ushort[] offsets, bool last)
    {
        var encoding = (TensorEncoding)record.U8(BlobLayout.Tensor.Encoding);
        var biasBytes = record.U8(BlobLayout.Tensor.BiasBytes);
        var codeBits = record.U8(BlobLayout.Tensor.CodeBits);
        var levelCount = record.U16(BlobLayout.Tensor.Levels);
        var (multiplier, shift) = (record.U16(BlobLayout.Tensor.Multiplier), record.U8(BlobLayout.Tensor.Shift));
        Require(
            record.U8(BlobLayout.Tensor.Kernel) == shape.Kernel
                && record.U16(BlobLayout.Tensor.Inputs) == shape.InputChannels
                && record.U16(BlobLayout.Tensor.Outputs) == shape.OutputChannels,
            "its record does not fit its operation"
        );
        Require(
            biasBytes is sizeof(short) or sizeof(int)
                && record.U8(BlobLayout.Tensor.Reserved) == 0
                && record.U16(BlobLayout.Tensor.Reserved2) == 0,
            "its record is inconsistent"
        );
        Require(
            codeBits <= BlobLayout.Max.CodeBits && (codeBits == 0) == (encoding == TensorEncoding.Fast),
            "its longest codeword is out of range"
        );
        Require(
            last ? multiplier == 0 && shift == 0 : multiplier is >= 1 and <= BlobLayout.Max.Multiplier && shift <= BlobLayout.Max.Shift,
            "its requantization is out of range"
        );
        Require(levelCount is >= 2 and <= BlobLayout.Max.Levels, "its number of levels is out of range");

        var codebook = Take(ref weights, levelCount).ToArray().Select(b => (sbyte)b).ToArray();
        Require(codebook[0] == 0 && codebook.Skip(1).All(l => l is not 0 and >= -127), "its codebook is out of range");
        Require(codebook.Skip(1).Zip(codebook.Skip(2)).All(p => p.First < p.Second), "its codebook is not ascending");
        HuffmanCode? levels = null;
        HuffmanCode? gaps = null;
        if (encoding != TensorEncoding.Fast)
        {
            levels = Lengths(Take(ref weights, (levelCount + 1) / 2), levelCount);
            Require(levels.Longest == codeBits, "its longest codeword is not the one in its record");
        }

        if (encoding == TensorEncoding.Sparse)
        {
            gaps = Lengths(Take(ref weights, BlobLayout.Gap.Symbols / 2), BlobLayout.Gap.Symbols);
            Require(gaps.Longest <= BlobLayout.Gap.Bits, "the codeword of a gap is too long");
        }

        var biases = Take(ref weights, shape.OutputChannels * biasBytes);
        var bias = new int[shape.OutputChannels];
        for (var i = 0; i < bias.Length; i++)
        {
            bias[i] =
                biasBytes == sizeof(short)
                    ? BinaryPrimitives.ReadInt16LittleEndian(biases[(biasBytes * i)..])
                    : BinaryPrimitives.ReadInt32LittleEndian(biases[(biasBytes * i)..]);
        }

        var length = record.U32(BlobLayout.Tensor.StreamBytes);
        Require(length % 4 == 0 && length <= weights.Length, "its stream does not fit the weights section");
        var stream = Take(ref weights, (int)length);
        var indices = levels is null
            ? FastStream.Decode(stream, shape, codebook, offsets)
            : new CodedStream(levels, gaps, stream.ToArray()).Decode(shape);
        var tensor = new QuantizedTensor(shape, codebook, indices, bias, multiplier, shift);
        var parts = new TensorParts(tensor, encoding, offsets);
        Require(
            parts.Nonzeros == record.U32(BlobLayout.Tensor.Nonzeros)
                && parts.MaxNegativeCount == record.U16(BlobLayout.Tensor.Negative)
                && parts.MaxPositiveCount == record.U16(BlobLayout.Tensor.Positive),
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
