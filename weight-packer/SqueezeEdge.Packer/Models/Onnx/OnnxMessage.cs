// SPDX-License-Identifier: MIT
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace SqueezeEdge.Packer.Models.Onnx;

/// <summary>Builds a protobuf message field by field.</summary>
internal sealed class OnnxMessage
{
    private readonly MemoryStream buffer = new();
    private readonly CodedOutputStream stream;

    public OnnxMessage() => stream = new CodedOutputStream(buffer);

    /// <summary>Adds a whole number.</summary>
    public OnnxMessage Add(int field, long value)
    {
        stream.WriteTag(field, WireFormat.WireType.Varint);
        stream.WriteInt64(value);
        return this;
    }

    /// <summary>Adds text.</summary>
    public OnnxMessage Add(int field, string value)
    {
        stream.WriteTag(field, WireFormat.WireType.LengthDelimited);
        stream.WriteString(value);
        return this;
    }

    /// <summary>Adds a message.</summary>
    public OnnxMessage Add(int field, OnnxMessage value) => Add(field, value.ToArray());

    /// <summary>Adds several texts under one number.</summary>
    public OnnxMessage AddAll(int field, IEnumerable<string> values) => values.Aggregate(this, (m, v) => m.Add(field, v));

    /// <summary>Adds several messages under one number.</summary>
    public OnnxMessage AddAll(int field, IEnumerable<OnnxMessage> values) => values.Aggregate(this, (m, v) => m.Add(field, v));

    /// <summary>Adds several whole numbers under one number.</summary>
    public OnnxMessage AddAll(int field, IEnumerable<long> values) => values.Aggregate(this, (m, v) => m.Add(field, v));

    /// <summary>Adds numbers as little-endian bytes.</summary>
    public OnnxMessage AddRaw(int field, float[] values) => Add(field, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>The message.</summary>
    public byte[] ToArray()
    {
        stream.Flush();
        return buffer.ToArray();
    }

    private OnnxMessage Add(int field, byte[] value)
    {
        stream.WriteTag(field, WireFormat.WireType.LengthDelimited);
        stream.WriteBytes(ByteString.CopyFrom(value));
        return this;
    }
}
