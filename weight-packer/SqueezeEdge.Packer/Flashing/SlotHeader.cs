// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.IO.Hashing;

namespace SqueezeEdge.Packer.Flashing;

/// <summary>The header of a model slot (docs/model-slots.md): it is written last and makes the blob behind it the one that runs.</summary>
/// <param name="Sequence">Counts updates modulo 2^32; the newest valid slot runs.</param>
/// <param name="BlobBytes">Length of the blob.</param>
/// <param name="BlobChecksum">The CRC-32 in the blob's own header, which covers the checksums of its sections.</param>
public sealed record SlotHeader(uint Sequence, int BlobBytes, uint BlobChecksum)
{
    /// <summary>Bytes of a header.</summary>
    public const int Bytes = 24;

    /// <summary>Where the blob begins in its slot: the header has an erase sector for itself.</summary>
    public const int BlobOffset = 4096;

    private const uint Version = 1;

    private static ReadOnlySpan<byte> Magic => "SQSL"u8;

    /// <summary>The header that makes a blob the newest.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="sequence">Its number.</param>
    /// <returns>The header.</returns>
    public static SlotHeader For(ReadOnlySpan<byte> blob, uint sequence) =>
        new(sequence, blob.Length, BinaryPrimitives.ReadUInt32LittleEndian(blob[12..]));

    /// <summary>Reads a header.</summary>
    /// <param name="slot">The first bytes of a slot.</param>
    /// <returns>The header, or null where there is none or it is damaged.</returns>
    public static SlotHeader? Read(ReadOnlySpan<byte> slot)
    {
        if (
            slot.Length < Bytes
            || !slot[..4].SequenceEqual(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(slot[4..]) != Version
            || Crc32.HashToUInt32(slot[..20]) != BinaryPrimitives.ReadUInt32LittleEndian(slot[20..])
        )
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(slot[12..]);
        return length > int.MaxValue
            ? null
            : new SlotHeader(
                BinaryPrimitives.ReadUInt32LittleEndian(slot[8..]),
                (int)length,
                BinaryPrimitives.ReadUInt32LittleEndian(slot[16..])
            );
    }

    /// <summary>Writes the header.</summary>
    /// <returns>Its bytes.</returns>
    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), (uint)BlobBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), BlobChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), Crc32.HashToUInt32(bytes.AsSpan(0, 20)));
        return bytes;
    }
}
