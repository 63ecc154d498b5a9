// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Blob;

/// <summary>Little-endian bytes in the making.</summary>
internal sealed class ByteBuffer
{
    private readonly List<byte> bytes = [];

    public ByteBuffer U8(int value)
    {
        bytes.Add(checked((byte)value));
        return this;
    }

    public ByteBuffer U16(int value) => U8(checked((ushort)value) & 255).U8(value >> 8);

    public ByteBuffer U32(uint value) => U16((int)(value & 65535)).U16((int)(value >> 16));

    public ByteBuffer Bytes(IEnumerable<byte> values)
    {
        bytes.AddRange(values);
        return this;
    }

    /// <summary>Fills up with zeros to a multiple of 4.</summary>
    public ByteBuffer Align()
    {
        while (bytes.Count % 4 != 0)
        {
            bytes.Add(0);
        }

        return this;
    }

    public byte[] ToArray() => [.. bytes];
}
