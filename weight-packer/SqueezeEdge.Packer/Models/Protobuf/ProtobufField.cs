// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace SqueezeEdge.Packer.Models.Protobuf;

/// <summary>One field of a protobuf message: its number and its value, not yet interpreted.</summary>
/// <param name="Number">Field number.</param>
/// <param name="Type">How the value is stored.</param>
/// <param name="Value">The value, of everything but <see cref="WireFormat.WireType.LengthDelimited"/>.</param>
/// <param name="Bytes">The content, of <see cref="WireFormat.WireType.LengthDelimited"/>: text, a message or packed numbers.</param>
internal readonly record struct ProtobufField(int Number, WireFormat.WireType Type, ulong Value, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The value as a whole number; out of int's range it saturates, so that no check on it can be passed by wrapping.</summary>
    public int Int => (int)Math.Clamp((long)Value, int.MinValue, int.MaxValue);

    /// <summary>The content as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>The value of a float field.</summary>
    public float Single => BitConverter.UInt32BitsToSingle((uint)Value);

    /// <summary>The fields of a message, one by one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <returns>Its fields in the order of the file.</returns>
    /// <exception cref="ModelException">The message is damaged.</exception>
    public static IEnumerable<ProtobufField> Read(ReadOnlyMemory<byte> message, string what)
    {
        using var stream = new CodedInputStream(message.ToArray());
        while (Next(stream, what) is { } field)
        {
            yield return field;
        }
    }

    /// <summary>The values of a repeated whole-number field, packed or not.</summary>
    /// <param name="what">What it is, for messages.</param>
    /// <returns>The values.</returns>
    /// <exception cref="ModelException">The packed values are damaged.</exception>
    public IReadOnlyList<long> Integers(string what)
    {
        if (Type != WireFormat.WireType.LengthDelimited)
        {
            return [(long)Value];
        }

        var values = new List<long>();
        using var stream = new CodedInputStream(Bytes.ToArray());
        try
        {
            while (!stream.IsAtEnd)
            {
                values.Add(stream.ReadInt64());
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Damaged(what, e);
        }

        return values;
    }

    /// <summary>Appends the values of a repeated float field, packed or not.</summary>
    /// <param name="values">Where they go.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <exception cref="ModelException">The packed values are damaged.</exception>
    public void AppendSingles(List<float> values, string what)
    {
        if (Type == WireFormat.WireType.Fixed32)
        {
            values.Add(Single);
            return;
        }

        if (Type != WireFormat.WireType.LengthDelimited || Bytes.Length % 4 != 0)
        {
            throw Damaged(what, null);
        }

        values.EnsureCapacity(values.Count + Bytes.Length / 4);
        for (var i = 0; i < Bytes.Length; i += 4)
        {
            values.Add(BinaryPrimitives.ReadSingleLittleEndian(Bytes.Span[i..]));
        }
    }

    private static ProtobufField? Next(CodedInputStream stream, string what)
    {
        try
        {
            var tag = stream.ReadTag();
            if (tag == 0)
            {
                return null;
            }

            var (number, type) = (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag));
            return type switch
            {
                WireFormat.WireType.Varint => new ProtobufField(number, type, stream.ReadUInt64(), default),
                WireFormat.WireType.Fixed32 => new ProtobufField(number, type, stream.ReadFixed32(), default),
                WireFormat.WireType.Fixed64 => new ProtobufField(number, type, stream.ReadFixed64(), default),
                WireFormat.WireType.LengthDelimited => new ProtobufField(number, type, 0, stream.ReadBytes().Memory),
                _ => throw Damaged(what, null),
            };
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Damaged(what, e);
        }
    }

    private static ModelException Damaged(string what, Exception? cause)
    {
        var message = $"{what} is damaged or truncated, or this is no such file.";
        return cause is null ? new ModelException(message) : new ModelException(message, cause);
    }
}
