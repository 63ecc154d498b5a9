// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Blob;

/// <summary>The bytes of one tensor in the weights section, and the numbers its record needs. The bytes are, each part filled up to a
/// multiple of 4: the codebook (i8 each), the codeword lengths of the levels and of the gaps (4 bits each, dense and sparse only),
/// the biases (i16 or i32 each), the stream.</summary>
internal sealed class TensorParts
{
    public TensorParts(QuantizedTensor tensor, TensorEncoding encoding, ushort[] offsets)
    {
        Tensor = tensor;
        Encoding = encoding;
        BiasBytes = tensor.Bias.All(b => b is >= short.MinValue and <= short.MaxValue) ? sizeof(short) : sizeof(int);
        Nonzeros = tensor.Indices.Count(c => c != 0);
        foreach (var filter in tensor.Indices.Chunk(tensor.Shape.Taps))
        {
            MaxNegativeCount = Math.Max(MaxNegativeCount, filter.Count(c => tensor.Codebook[c] < 0));
            MaxPositiveCount = Math.Max(MaxPositiveCount, filter.Count(c => tensor.Codebook[c] > 0));
        }

        var bytes = new ByteBuffer();
        bytes.Bytes(tensor.Codebook.Select(l => (byte)l)).Align();
        byte[] stream;
        if (encoding == TensorEncoding.Fast)
        {
            stream = FastStream.Encode(tensor, offsets);
        }
        else
        {
            var coded = encoding == TensorEncoding.Dense ? CodedStream.EncodeDense(tensor) : CodedStream.EncodeSparse(tensor);
            MaxCodeBits = coded.Levels.Longest;
            bytes.Bytes(Nibbles(coded.Levels.Lengths)).Align();
            if (coded.Gaps is { } gaps)
            {
                bytes.Bytes(Nibbles(gaps.Lengths)).Align();
            }

            stream = coded.Bytes;
        }

        foreach (var bias in tensor.Bias)
        {
            if (BiasBytes == sizeof(short))
            {
                bytes.U16((ushort)bias);
            }
            else
            {
                bytes.U32((uint)bias);
            }
        }

        StreamBytes = stream.Length;
        Bytes = bytes.Align().Bytes(stream).ToArray();
    }

    public QuantizedTensor Tensor { get; }

    public TensorEncoding Encoding { get; }

    public int BiasBytes { get; }

    public int MaxCodeBits { get; }

    public int Nonzeros { get; }

    public int MaxNegativeCount { get; }

    public int MaxPositiveCount { get; }

    public int StreamBytes { get; }

    public byte[] Bytes { get; }

    private static IEnumerable<byte> Nibbles(byte[] lengths) => lengths.Chunk(2).Select(p => (byte)(p[0] | (p.Length > 1 ? p[1] << 4 : 0)));
}
