// SPDX-License-Identifier: MIT
using System.Text;

namespace SqueezeEdge.Packer.Tests.Models;

/// <summary>Writes protobuf messages byte by byte, so that readers are tested against the wire format and not against a library.</summary>
internal sealed class ProtobufBuilder
{
    private readonly List<byte> bytes = [];

    public ProtobufBuilder Int(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    public ProtobufBuilder Single(int field, float value)
    {
        Varint(((ulong)field << 3) | 5);
        bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public ProtobufBuilder Bytes(int field, byte[] value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        bytes.AddRange(value);
        return this;
    }

    public ProtobufBuilder Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufBuilder Message(int field, ProtobufBuilder value) => Bytes(field, value.ToArray());

    public ProtobufBuilder Packed(int field, params long[] values)
    {
        var packed = new ProtobufBuilder();
        foreach (var value in values)
        {
            packed.Varint((ulong)value);
        }

        return Bytes(field, packed.ToArray());
    }

    public ProtobufBuilder Packed(int field, float[] values) => Bytes(field, [.. values.SelectMany(BitConverter.GetBytes)]);

    public byte[] ToArray() => [.. bytes];

    private void Varint(ulong value)
    {
        for (; value >= 128; value >>= 7)
        {
            bytes.Add((byte)(value | 128));
        }

        bytes.Add((byte)value);
    }
}
