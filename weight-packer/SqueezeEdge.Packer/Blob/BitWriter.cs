// SPDX-License-Identifier: MIT
using System.Buffers.Binary;

namespace SqueezeEdge.Packer.Blob;

/// <summary>Writes a string of bits, most significant first, into little-endian 16-bit units.</summary>
public sealed class BitWriter
{
    private readonly List<byte> bytes = [];
    private uint unit;
    private int used;

    /// <summary>Appends the low <paramref name="count"/> bits of a value.</summary>
    /// <param name="value">The bits.</param>
    /// <param name="count">0..16.</param>
    public void Write(uint value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            unit |= ((value >> i) & 1) << (15 - used);
            if (++used == 16)
            {
                Flush();
            }
        }
    }

    /// <summary>Adds the 16 zero bits a decoder may read ahead and fills up to a multiple of 4 bytes.</summary>
    /// <returns>All bytes.</returns>
    public byte[] ToArray()
    {
        Write(0, BlobLayout.StreamEndBits);
        if (used > 0)
        {
            Flush();
        }

        while (bytes.Count % 4 != 0)
        {
            bytes.Add(0);
        }

        return [.. bytes];
    }

    private void Flush()
    {
        Span<byte> two = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(two, (ushort)unit);
        bytes.AddRange(two);
        unit = 0;
        used = 0;
    }
}
