// SPDX-License-Identifier: MIT
using System.Buffers.Binary;

namespace SqueezeEdge.Packer.Blob;

/// <summary>Writes the fields of a little-endian record by their offsets (<see cref="BlobLayout"/>). A value that its field has no
/// room for raises an <see cref="OverflowException"/>.</summary>
/// <param name="record">The record, zeros where nothing is written.</param>
internal readonly ref struct RecordWriter(Span<byte> record)
{
    private readonly Span<byte> record = record;

    public void U8(int offset, int value) => record[offset] = checked((byte)value);

    public void U16(int offset, int value) => BinaryPrimitives.WriteUInt16LittleEndian(record[offset..], checked((ushort)value));

    public void U32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(record[offset..], value);

    public void Bytes(int offset, ReadOnlySpan<byte> value) => value.CopyTo(record[offset..]);
}
