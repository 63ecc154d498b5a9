// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.IO.Hashing;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;

namespace SqueezeEdge.Packer.Flashing;

/// <summary>The header of a model slot (docs/model-slots.md): it is written last and makes the blob behind it the one that runs.</summary>
/// <param name="Sequence">Counts updates modulo 2^32; the newest valid slot runs.</param>
/// <param name="BlobBytes">Length of the blob.</param>
/// <param name="BlobChecksum">The CRC-32 in the blob's own header, which covers the checksums of its sections.</param>
public sealed record SlotHeader(uint Sequence, int BlobBytes, uint BlobChecksum)
{
    private static ReadOnlySpan<byte> Magic => "SQSL"u8;

    /// <summary>The header that makes a blob the newest.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="sequence">Its number.</param>
    /// <returns>The header.</returns>
    public static SlotHeader For(ReadOnlySpan<byte> blob, uint sequence) => new(sequence, blob.Length, Field(blob, BlobLayout.Header.Crc));

    /// <summary>Reads a header.</summary>
    /// <param name="slot">The first bytes of a slot.</param>
    /// <returns>The header, or null where there is none or it is damaged.</returns>
    public static SlotHeader? Read(ReadOnlySpan<byte> slot)
    {
        if (
            slot.Length < SlotLayout.Bytes
            || !slot.StartsWith(Magic)
            || Field(slot, SlotLayout.Version) != SlotLayout.FormatVersion
            || Field(slot, SlotLayout.Crc) != Crc32.HashToUInt32(slot[..SlotLayout.Crc])
        )
        {
            return null;
        }

        var length = Field(slot, SlotLayout.Length);
        return length > int.MaxValue
            ? null
            : new SlotHeader(Field(slot, SlotLayout.Sequence), (int)length, Field(slot, SlotLayout.BlobCrc));
    }

    /// <summary>Writes the header.</summary>
    /// <returns>Its <see cref="SlotLayout.Bytes"/> bytes.</returns>
    public byte[] ToBytes()
    {
        var bytes = new byte[SlotLayout.Bytes];
        Magic.CopyTo(bytes);
        SetField(bytes, SlotLayout.Version, SlotLayout.FormatVersion);
        SetField(bytes, SlotLayout.Sequence, Sequence);
        SetField(bytes, SlotLayout.Length, (uint)BlobBytes);
        SetField(bytes, SlotLayout.BlobCrc, BlobChecksum);
        SetField(bytes, SlotLayout.Crc, Crc32.HashToUInt32(bytes.AsSpan(0, SlotLayout.Crc)));
        return bytes;
    }

    private static uint Field(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static void SetField(byte[] bytes, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
}
