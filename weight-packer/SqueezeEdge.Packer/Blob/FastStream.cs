// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Blob;

/// <summary>The fast encoding, in u16: weights of equal value grouped, with the byte offsets of their inputs, in chunks that fit 16-bit
/// lanes (docs/blob-format.md, "Fast stream").</summary>
/// <remarks>
/// For each output channel: number of negative chunks, number of positive chunks, then the chunks. A chunk is three lists, each
/// ended by a 0: singles (magnitude, offset), pairs (magnitude, 2 offsets) and triples (magnitude, 3 offsets); the first is not empty.
/// </remarks>
public static class FastStream
{
    /// <summary>Most weights in one unit.</summary>
    public const int UnitLimit = 3;

    // Instructions on RV32, about, of an output channel and of a chunk besides its units.
    private const int ChannelInstructions = 170;
    private const int ChunkInstructions = 23;

    /// <summary>Bit 0 of every offset in a stream is set, so that an offset is never 0; offsets are multiples of 4.</summary>
    private const int OffsetMark = 1;

    /// <summary>Encodes a tensor.</summary>
    /// <param name="tensor">The weights.</param>
    /// <param name="offsets">Byte offset of each tap in blob order (<see cref="KernelLayout.TapOffsets"/>).</param>
    /// <returns>The stream, a multiple of 4 bytes.</returns>
    public static byte[] Encode(QuantizedTensor tensor, ushort[] offsets)
    {
        var units = new List<ushort>();
        var order = WeightOrder.Positions(tensor.Shape);
        for (var channel = 0; channel < tensor.Shape.OutputChannels; channel++)
        {
            var first = channel * order.Length;
            var weights = order.Select((p, i) => (Level: (int)tensor.Codebook[tensor.Indices[first + p]], Offset: offsets[i])).ToArray();
            var negative = Group([.. weights.Where(w => w.Level < 0).Select(w => (-w.Level, w.Offset))]);
            var positive = Group([.. weights.Where(w => w.Level > 0).Select(w => (w.Level, w.Offset))]);
            var start = units.Count;
            units.Add((ushort)negative.Count);
            units.Add((ushort)positive.Count);
            units.Add(0);
            negative.ForEach(chunk => Write(chunk, units));
            units[start + 2] = checked((ushort)(units.Count - start));
            positive.ForEach(chunk => Write(chunk, units));
        }

        if (units.Count % 2 != 0)
        {
            units.Add(0);
        }

        var bytes = new byte[units.Count * 2];
        for (var i = 0; i < units.Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), units[i]);
        }

        return bytes;
    }

    /// <summary>Reads a tensor back.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="shape">Shape of the tensor.</param>
    /// <param name="codebook">Its levels.</param>
    /// <param name="offsets">Byte offset of each tap in blob order.</param>
    /// <returns>Indices into the codebook, flattened as output channel, input channel, ky, kx.</returns>
    /// <exception cref="ModelException">The stream does not hold exactly such a tensor.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> stream, TensorShape shape, sbyte[] codebook, ushort[] offsets)
    {
        var indices = new byte[shape.Weights];
        var order = WeightOrder.Positions(shape);
        var tapOf = new Dictionary<int, int>();
        for (var i = 0; i < offsets.Length; i++)
        {
            tapOf[offsets[i]] = order[i];
        }

        var place = 0;
        for (var channel = 0; channel < shape.OutputChannels; channel++)
        {
            var start = place;
            int[] chunks = [Next(stream, ref place), Next(stream, ref place)];
            var positive = Next(stream, ref place);
            for (var sign = 0; sign < 2; sign++)
            {
                if (sign == 1 && place - start != positive)
                {
                    throw new ModelException("a fast stream does not say where its positive chunks begin.");
                }

                for (var chunk = 0; chunk < chunks[sign]; chunk++)
                {
                    DecodeChunk(stream, ref place, sign == 0 ? -1 : 1, indices.AsSpan(channel * order.Length, order.Length));
                }
            }
        }

        if (place % 2 != 0 && Next(stream, ref place) != 0)
        {
            throw new ModelException("the padding of a fast stream is not zero.");
        }

        return place * 2 == stream.Length ? indices : throw new ModelException("a fast stream is longer than its weights.");

        void DecodeChunk(ReadOnlySpan<byte> from, ref int at, int sign, Span<byte> filter)
        {
            var sum = 0;
            for (var size = UnitLimit; size >= 1; size--)
            {
                int magnitude;
                while ((magnitude = Next(from, ref at)) != 0)
                {
                    var level = Array.IndexOf(codebook, (sbyte)(sign * magnitude));
                    sum += magnitude * size;
                    if (magnitude > 127 || level <= 0 || sum > BlobLayout.ChunkLimit)
                    {
                        throw new ModelException(
                            $"a fast stream holds the weight {sign * magnitude}, which its codebook or chunk has no room for."
                        );
                    }

                    for (var i = 0; i < size; i++)
                    {
                        if (!tapOf.TryGetValue(Next(from, ref at) ^ OffsetMark, out var tap) || filter[tap] != 0)
                        {
                            throw new ModelException("a fast stream names a tap that does not exist, or names it twice.");
                        }

                        filter[tap] = (byte)level;
                    }
                }
            }

            if (sum == 0)
            {
                throw new ModelException("a chunk of a fast stream is empty.");
            }
        }
    }

    /// <summary>Instructions one tile of one output channel takes on RV32 by the counted cost of each unit and chunk.</summary>
    /// <param name="stream">A fast stream.</param>
    /// <param name="outputChannels">Its output channels.</param>
    /// <param name="tile">Words of a tile.</param>
    /// <returns>Estimated instructions for all channels.</returns>
    public static long EstimateTile(ReadOnlySpan<byte> stream, int outputChannels, int tile)
    {
        var place = 0;
        var cost = 0L;
        for (var channel = 0; channel < outputChannels; channel++)
        {
            cost += ChannelInstructions;
            var chunks = Next(stream, ref place) + Next(stream, ref place);
            place++;
            for (; chunks > 0; chunks--)
            {
                cost += ChunkInstructions;
                for (var size = UnitLimit; size >= 1; size--)
                {
                    while (Next(stream, ref place) != 0)
                    {
                        place += size;

                        // Loads of the magnitude and offsets, an address each and the loop; then for each word a load and an add
                        // for each weight, and one multiplication.
                        cost += 2 * size + 3 + tile * (2 * size + 1);
                    }
                }
            }
        }

        return cost;
    }

    private static int Next(ReadOnlySpan<byte> stream, ref int place)
    {
        if (2 * place + 2 > stream.Length)
        {
            throw new ModelException("a fast stream ends too early.");
        }

        return BinaryPrimitives.ReadUInt16LittleEndian(stream[(2 * place++)..]);
    }

    private static List<List<Unit>> Group((int Magnitude, ushort Offset)[] weights)
    {
        var units = new List<Unit>();
        foreach (var equal in weights.GroupBy(w => w.Magnitude).OrderByDescending(g => g.Key))
        {
            var size = Math.Clamp(BlobLayout.ChunkLimit / equal.Key, 1, UnitLimit);
            units.AddRange(equal.Select(w => w.Offset).Chunk(size).Select(o => new Unit(equal.Key, o)));
        }

        var chunks = new List<List<Unit>>();
        var sums = new List<int>();
        foreach (var unit in units.OrderByDescending(u => u.Sum))
        {
            var i = sums.FindIndex(s => s + unit.Sum <= BlobLayout.ChunkLimit);
            if (i < 0)
            {
                i = sums.Count;
                sums.Add(0);
                chunks.Add([]);
            }

            sums[i] += unit.Sum;
            chunks[i].Add(unit);
        }

        return chunks;
    }

    private static void Write(List<Unit> chunk, List<ushort> units)
    {
        for (var size = UnitLimit; size >= 1; size--)
        {
            foreach (var unit in chunk.Where(u => u.Offsets.Length == size))
            {
                units.Add((ushort)unit.Magnitude);
                units.AddRange(unit.Offsets.Select(o => (ushort)(o | OffsetMark)));
            }

            units.Add(0);
        }
    }

    private readonly record struct Unit(int Magnitude, ushort[] Offsets)
    {
        public int Sum => Magnitude * Offsets.Length;
    }
}
