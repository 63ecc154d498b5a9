// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using SqueezeEdge.Packer.Models.Protobuf;

namespace SqueezeEdge.Packer.Models.Onnx;

/// <summary>A constant of an ONNX model (message TensorProto).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Type">Its element type (enumeration TensorProto.DataType).</param>
/// <param name="Raw">Its values, if they are stored as bytes.</param>
/// <param name="SingleValues">Its values, if they are stored as floats.</param>
/// <param name="IntegerValues">Its values, if they are stored as whole numbers.</param>
/// <param name="External">Whether the values lie in another file.</param>
internal sealed record OnnxTensor(
    string Name,
    IReadOnlyList<long> Shape,
    int Type,
    ReadOnlyMemory<byte> Raw,
    IReadOnlyList<float> SingleValues,
    IReadOnlyList<long> IntegerValues,
    bool External
)
{
    private const int Float = 1;
    private const int Int32 = 6;
    private const int Int64 = 7;
    private const int Float16 = 10;
    private const int Double = 11;
    private const int BFloat16 = 16;

    /// <summary>Decodes a tensor; its values are decoded when they are asked for.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ModelException">The message is damaged.</exception>
    public static OnnxTensor Read(ProtobufField message)
    {
        const string What = "a tensor of the ONNX model";
        var (name, type, external) = ("", 0, false);
        var (shape, integers, singles) = (new List<long>(), new List<long>(), new List<float>());
        var raw = ReadOnlyMemory<byte>.Empty;
        foreach (var field in message.Fields(What))
        {
            switch (field.Number)
            {
                case 1:
                    shape.AddRange(field.Integers(What));
                    break;
                case 2:
                    type = field.Int;
                    break;
                case 4:
                    field.AppendSingles(singles, What);
                    break;
                case 5 or 7:
                    integers.AddRange(field.Integers(What));
                    break;
                case 8:
                    name = field.Text;
                    break;
                case 9:
                    raw = field.Bytes;
                    break;
                case 13:
                    external = true;
                    break;
                case 14:
                    external |= field.Value != 0;
                    break;
            }
        }

        return new OnnxTensor(name, shape, type, raw, singles, integers, external);
    }

    /// <summary>The values as float32.</summary>
    /// <returns>As many values as the shape says.</returns>
    /// <exception cref="ModelException">They are of another type, of another number, or in another file.</exception>
    public float[] Singles()
    {
        var count = Count();
        if (Raw.IsEmpty)
        {
            // Half-precision numbers may also be stored as whole numbers, which hold their bits.
            return Type switch
            {
                Float when SingleValues.Count == count => [.. SingleValues],
                Float16 when IntegerValues.Count == count =>
                [
                    .. IntegerValues.Select(v => (float)BitConverter.UInt16BitsToHalf((ushort)v)),
                ],
                BFloat16 when IntegerValues.Count == count =>
                [
                    .. IntegerValues.Select(v => BitConverter.Int32BitsToSingle((int)(ushort)v << 16)),
                ],
                _ => throw Unfit("float32, float16 and bfloat16"),
            };
        }

        var size = Type switch
        {
            Float => 4,
            Double => 8,
            Float16 or BFloat16 => 2,
            _ => throw Unfit("float32, float64, float16 and bfloat16"),
        };
        if (Raw.Length != count * size)
        {
            throw Unfit("values that fill the shape");
        }

        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
        {
            var at = Raw.Span[(i * size)..];
            values[i] = Type switch
            {
                Float => BinaryPrimitives.ReadSingleLittleEndian(at),
                Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(at),
                Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(at),
                _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
            };
        }

        return values;
    }

    /// <summary>The values as whole numbers.</summary>
    /// <returns>As many values as the shape says.</returns>
    /// <exception cref="ModelException">They are of another type, of another number, or in another file.</exception>
    public long[] Integers()
    {
        var count = Count();
        var size = Type switch
        {
            Int32 => 4,
            Int64 => 8,
            _ => throw Unfit("int32 and int64"),
        };
        if (Raw.IsEmpty)
        {
            return IntegerValues.Count == count ? [.. IntegerValues] : throw Unfit("values that fill the shape");
        }

        if (Raw.Length != count * size)
        {
            throw Unfit("values that fill the shape");
        }

        var values = new long[count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] =
                size == 4
                    ? BinaryPrimitives.ReadInt32LittleEndian(Raw.Span[(4 * i)..])
                    : BinaryPrimitives.ReadInt64LittleEndian(Raw.Span[(8 * i)..]);
        }

        return values;
    }

    /// <summary>Number of values, compared with the stored ones before anything is allocated for it.</summary>
    private long Count()
    {
        if (External)
        {
            throw new ModelException($"the values of tensor '{Name}' lie in another file (external data). Save the model as one file.");
        }

        return Shape.Aggregate(
            1L,
            (product, d) => d < 0 || d > int.MaxValue || product > int.MaxValue ? throw Unfit("a shape of reasonable size") : product * d
        );
    }

    private ModelException Unfit(string possible) =>
        new(
            $"tensor '{Name}' (type {Type}, shape [{string.Join(", ", Shape.Take(8))}], {Raw.Length} bytes or "
                + $"{Math.Max(SingleValues.Count, IntegerValues.Count)} values) cannot be read; it needs {possible}."
        );
}
