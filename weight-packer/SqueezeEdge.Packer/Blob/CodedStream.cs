// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Blob;

/// <summary>A dense or sparse stream with its Huffman codes.</summary>
/// <param name="Levels">Code of the levels.</param>
/// <param name="Gaps">Code of the gaps; null for a dense stream.</param>
/// <param name="Bytes">The stream, a multiple of 4 bytes.</param>
public sealed record CodedStream(HuffmanCode Levels, HuffmanCode? Gaps, byte[] Bytes)
{
    /// <summary>Bytes of stream and code lengths together, what the choice between dense and sparse goes by.</summary>
    public int Size => Bytes.Length + (Levels.Lengths.Length + 1) / 2 + (Gaps is null ? 0 : BlobLayout.Gap.Symbols / 2);

    /// <summary>Encodes every weight, zeros included.</summary>
    /// <param name="tensor">The weights.</param>
    /// <returns>The stream.</returns>
    public static CodedStream EncodeDense(QuantizedTensor tensor)
    {
        var frequencies = new long[tensor.Codebook.Length];
        foreach (var index in tensor.Indices)
        {
            frequencies[index]++;
        }

        var levels = HuffmanCode.Build(frequencies, LevelLimit(tensor));
        var writer = new BitWriter();
        foreach (var index in InOrder(tensor))
        {
            levels.Write(writer, index);
        }

        return new CodedStream(levels, null, writer.ToArray());
    }

    /// <summary>Encodes the nonzero weights and the gaps between them.</summary>
    /// <param name="tensor">The weights.</param>
    /// <returns>The stream.</returns>
    public static CodedStream EncodeSparse(QuantizedTensor tensor)
    {
        var levelFrequencies = new long[tensor.Codebook.Length];
        var gapFrequencies = new long[BlobLayout.Gap.Symbols];
        Visit(tensor, gap => gapFrequencies[gap]++, level => levelFrequencies[level]++);
        if (levelFrequencies.Sum() == 0)
        {
            levelFrequencies[1] = 1;
        }

        var levels = HuffmanCode.Build(levelFrequencies, LevelLimit(tensor));
        var gaps = HuffmanCode.Build(gapFrequencies, BlobLayout.Gap.Bits);
        var writer = new BitWriter();
        Visit(tensor, gap => gaps.Write(writer, gap), level => levels.Write(writer, level));
        return new CodedStream(levels, gaps, writer.ToArray());
    }

    /// <summary>Reads the weights back.</summary>
    /// <param name="shape">Shape of the tensor.</param>
    /// <returns>Indices into the codebook, flattened as output channel, input channel, ky, kx.</returns>
    /// <exception cref="ModelException">The stream does not hold exactly these weights.</exception>
    public byte[] Decode(TensorShape shape)
    {
        var indices = new byte[shape.Weights];
        var order = WeightOrder.Positions(shape);
        var reader = new BitReader(Bytes);
        var passed = 0;
        if (Gaps is null)
        {
            for (var i = 0; i < indices.Length; i++)
            {
                indices[i / order.Length * order.Length + order[i % order.Length]] = (byte)Levels.Read(reader);
            }
        }
        else
        {
            for (var i = ReadGap(reader); i < indices.Length; i += 1 + ReadGap(reader))
            {
                var level = Levels.Read(reader);
                if (level == 0)
                {
                    throw new ModelException("a sparse weight stream holds a zero weight.");
                }

                indices[i / order.Length * order.Length + order[i % order.Length]] = (byte)level;
            }
        }

        reader.ExpectEnd();
        return indices;

        int ReadGap(BitReader from)
        {
            var gap = 0;
            int symbol;
            while ((symbol = Gaps!.Read(from)) == BlobLayout.Gap.Escape)
            {
                gap += BlobLayout.Gap.Escape;
                if (gap > indices.Length)
                {
                    throw new ModelException("a gap reaches past the end of the tensor.");
                }
            }

            passed += gap + symbol + 1;
            return passed > indices.Length + 1 ? throw new ModelException("a gap reaches past the end of the tensor.") : gap + symbol;
        }
    }

    /// <summary>Longest codeword of a level: 3 bits more than all levels alike would take, at least 8.</summary>
    private static int LevelLimit(QuantizedTensor tensor) =>
        Math.Clamp(System.Numerics.BitOperations.Log2((uint)tensor.Codebook.Length - 1) + 3, 8, BlobLayout.Max.CodeBits);

    private static IEnumerable<byte> InOrder(QuantizedTensor tensor)
    {
        var order = WeightOrder.Positions(tensor.Shape);
        for (var first = 0; first < tensor.Indices.Length; first += order.Length)
        {
            foreach (var position in order)
            {
                yield return tensor.Indices[first + position];
            }
        }
    }

    private static void Visit(QuantizedTensor tensor, Action<int> gapSymbol, Action<int> level)
    {
        var gap = 0;
        foreach (var index in InOrder(tensor))
        {
            if (index == 0)
            {
                gap++;
                continue;
            }

            EndGap();
            level(index);
        }

        EndGap();

        void EndGap()
        {
            for (; gap >= BlobLayout.Gap.Escape; gap -= BlobLayout.Gap.Escape)
            {
                gapSymbol(BlobLayout.Gap.Escape);
            }

            gapSymbol(gap);
            gap = 0;
        }
    }
}
