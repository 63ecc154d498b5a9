// SPDX-License-Identifier: MIT
using System.Buffers.Binary;

namespace SqueezeEdge.Packer.Blob;

/// <summary>Reads the bits a <see cref="BitWriter"/> wrote.</summary>
/// <param name="bytes">Whole 16-bit units.</param>
public sealed class BitReader(ReadOnlyMemory<byte> bytes)
{
    private int position;

    /// <summary>Reads one bit.</summary>
    /// <returns>0 or 1.</returns>
    /// <exception cref="ModelException">The stream is at its end.</exception>
    public int Read()
    {
        if (position >= bytes.Length * 8)
        {
            throw new ModelException("the weight stream ends too early.");
        }

        var unit = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[(position >> 4 << 1)..]);
        return (unit >> (15 - (position++ & 15))) & 1;
    }

    /// <summary>Checks that only padding, 16 zero bits and the filling up to 4 bytes, is left.</summary>
    /// <exception cref="ModelException">More is left, or a bit is set.</exception>
    public void ExpectEnd()
    {
        var left = bytes.Length * 8 - position;
        if (left is < BlobLayout.StreamEndBits or >= BlobLayout.StreamEndBits + 32)
        {
            throw new ModelException("the weight stream has another length than its weights need.");
        }

        while (position < bytes.Length * 8)
        {
            if (Read() != 0)
            {
                throw new ModelException("the padding of the weight stream is not zero.");
            }
        }
    }
}
