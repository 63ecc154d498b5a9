// SPDX-License-Identifier: MIT
using System.Buffers.Binary;

namespace SqueezeEdge.Packer.Blob;

/// <summary>Reads the fields of a little-endian record by their offsets (<see cref="BlobLayout"/>).</summary>
/// <param name="record">The whole record: the caller has checked its length.</param>
internal readonly ref struct RecordReader(ReadOnlySpan<byte> record)
{
    private readonly ReadOnlySpan<byte> record = record;

    public int U8(int offset) => record[offset];

    public int U16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(record[offset..]);

    public uint U32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(record[offset..]);

    public ReadOnlySpan<byte> Bytes(int offset, int count) => record.Slice(offset, count);
}
