// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Boards;

/// <summary>
/// A model slot in numbers (docs/model-slots.md): offsets of the header's fields from the start of the slot, all little-endian
/// and unsigned. The kernels' twin is <c>SQE_SLOT_...</c> in native-kernels/src/format.h.
/// </summary>
public static class SlotLayout
{
    /// <summary>u8[4]: SQSL.</summary>
    public const int Magic = 0;

    /// <summary>u32: <see cref="FormatVersion"/>.</summary>
    public const int Version = 4;

    /// <summary>u32: counts on past 2^32 - 1.</summary>
    public const int Sequence = 8;

    /// <summary>u32: bytes of the blob.</summary>
    public const int Length = 12;

    /// <summary>u32: the CRC-32 in the blob's header.</summary>
    public const int BlobCrc = 16;

    /// <summary>u32: CRC-32 of the bytes before this field.</summary>
    public const int Crc = 20;

    /// <summary>Bytes of a header.</summary>
    public const int Bytes = 24;

    /// <summary>Where the blob starts: the header has an erase sector for itself.</summary>
    public const int Blob = 4096;

    /// <summary>The version of the header written and read here.</summary>
    public const int FormatVersion = 1;
}
