// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;

namespace SqueezeEdge.Packer.Models.Protobuf;

/// <summary>One field of a protobuf message: its number and its value, not yet interpreted. Content is a part of the file.</summary>
/// <param name="Number">Field number.</param>
/// <param name="Type">How the value is stored.</param>
/// <param name="Value">The value, of everything but <see cref="WireFormat.WireType.LengthDelimited"/>.</param>
/// <param name="Bytes">The content, of <see cref="WireFormat.WireType.LengthDelimited"/>: text, a message or packed numbers.</param>
/// <param name="Budget">What may still be read of the file.</param>
internal readonly record struct ProtobufField(
    int Number,
    WireFormat.WireType Type,
    ulong Value,
    ReadOnlyMemory<byte> Bytes,
    ProtobufBudget Budget
)
{
    /// <summary>The value as a whole number; out of int's range it saturates, so that no check on it can be passed by wrapping.</summary>
    public int Int => (int)Math.Clamp((long)Value, int.MinValue, int.MaxValue);

    /// <summary>The content as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>The value of a float field.</summary>
    public float Single => BitConverter.UInt32BitsToSingle((uint)Value);

    /// <summary>The fields of a file's outermost message, one by one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <returns>Its fields in the order of the file.</returns>
    /// <exception cref="ModelException">The message is damaged, or the file has too many fields.</exception>
    public static IEnumerable<ProtobufField> Read(byte[] file, string what) => Read(file, new ProtobufBudget(what), what);

    /// <summary>The fields of the message that is the content, one by one.</summary>
    /// <param name="what">What it is, for messages.</param>
    /// <returns>Its fields in the order of the file.</returns>
    /// <exception cref="ModelException">The message is damaged, or the file has too many fields.</exception>
    public IEnumerable<ProtobufField> Fields(string what) => Read(Bytes, Budget, what);

    /// <summary>The values of a repeated whole-number field, packed or not.</summary>
    /// <param name="what">What it is, for messages.</param>
    /// <returns>The values.</returns>
    /// <exception cref="ModelException">The packed values are damaged, or too many.</exception>
    public IReadOnlyList<long> Integers(string what)
    {
        if (Type != WireFormat.WireType.LengthDelimited)
        {
            return [(long)Value];
        }

        var count = 0;
        foreach (var b in Bytes.Span)
        {
            count += b < 0x80 ? 1 : 0;
        }

        Budget.Numbers(count);
        var values = new List<long>(count);
        using var stream = Open(Bytes);
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

    private static IEnumerable<ProtobufField> Read(ReadOnlyMemory<byte> message, ProtobufBudget budget, string what)
    {
        using var stream = Open(message);
        // Positions count from the beginning of the file.
        var origin = (int)stream.Position;
        while (Next(stream, message, origin, budget, what) is { } field)
        {
            yield return field;
        }
    }

    private static CodedInputStream Open(ReadOnlyMemory<byte> message) =>
        MemoryMarshal.TryGetArray(message, out var part)
            ? new CodedInputStream(part.Array, part.Offset, part.Count)
            : throw new ArgumentException("the message is no part of an array", nameof(message));

    private static ProtobufField? Next(
        CodedInputStream stream,
        ReadOnlyMemory<byte> message,
        int origin,
        ProtobufBudget budget,
        string what
    )
    {
        try
        {
            var tag = stream.ReadTag();
            if (tag == 0)
            {
                return null;
            }

            var (number, type) = (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag));
            if (type == WireFormat.WireType.LengthDelimited)
            {
                budget.Field();
                var start = (int)stream.Position - origin;
                stream.SkipLastField();

                // The length before the content is a varint: bytes of 0x80 and more, then a smaller one.
                start += message.Span[start..].IndexOfAnyInRange((byte)0, (byte)0x7F) + 1;
                return new ProtobufField(number, type, 0, message[start..((int)stream.Position - origin)], budget);
            }

            budget.Numbers(1);
            return type switch
            {
                WireFormat.WireType.Varint => new ProtobufField(number, type, stream.ReadUInt64(), default, budget),
                WireFormat.WireType.Fixed32 => new ProtobufField(number, type, stream.ReadFixed32(), default, budget),
                WireFormat.WireType.Fixed64 => new ProtobufField(number, type, stream.ReadFixed64(), default, budget),
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
