// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.Text.Json;

namespace SqueezeEdge.Packer.Models;

/// <summary>The safetensors container: a length, a JSON table, raw little-endian values. Every length is checked.</summary>
public static class Safetensors
{
    // Some hundred bytes a tensor; networks of this family have some dozens.
    private const int HeaderLimit = 4 << 20;

    /// <summary>Reads all tensors of a file as float32.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="where">Name of the file, for messages.</param>
    /// <returns>Shape and values by tensor name (F32, F16 and BF16), and the text metadata.</returns>
    /// <exception cref="ModelException">The container is inconsistent, its tensors overlap, or it holds another type.</exception>
    public static (Dictionary<string, (int[] Shape, float[] Values)> Tensors, Dictionary<string, string> Metadata) Read(
        byte[] bytes,
        string where
    )
    {
        var tensors = new Dictionary<string, (int[] Shape, float[] Values)>();
        var metadata = new Dictionary<string, string>();
        var length = bytes.Length >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : ulong.MaxValue;
        if (length > HeaderLimit || (int)length > bytes.Length - 8)
        {
            throw new ModelException($"'{where}' is no safetensors file, or it is truncated (its table may have {HeaderLimit:N0} bytes).");
        }

        var data = bytes.AsMemory(8 + (int)length);
        var regions = new List<(long Start, long End, string Name)>();
        try
        {
            using var header = JsonDocument.Parse(bytes.AsMemory(8, (int)length));
            foreach (var entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__")
                {
                    foreach (var item in entry.Value.EnumerateObject())
                    {
                        metadata[item.Name] = item.Value.GetString() ?? "";
                    }

                    continue;
                }

                regions.Add(Region(entry, data.Length, where));
            }

            // As the format demands. Otherwise a small file could hold thousands of times its size.
            regions.Sort();
            for (var i = 1; i < regions.Count; i++)
            {
                if (regions[i].Start < regions[i - 1].End)
                {
                    throw new ModelException($"tensors '{regions[i - 1].Name}' and '{regions[i].Name}' of '{where}' overlap.");
                }
            }

            foreach (
                var entry in header.RootElement.EnumerateObject().Where(e => e.Name != "__metadata__" && !NamedTensors.IsCounter(e.Name))
            )
            {
                tensors[entry.Name] = ReadTensor(entry, data.Span);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ModelException($"the table of '{where}' is damaged: {e.Message}", e);
        }

        return (tensors, metadata);
    }

    /// <summary>Writes float32 tensors, names in ordinal order: the same tensors always give the same bytes.</summary>
    /// <param name="tensors">Shape and values by name.</param>
    /// <param name="metadata">Text metadata, or null.</param>
    /// <returns>The file.</returns>
    public static byte[] Write(
        IReadOnlyDictionary<string, (int[] Shape, float[] Values)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        var table = new SortedDictionary<string, object>(StringComparer.Ordinal);
        if (metadata is not null)
        {
            table["__metadata__"] = metadata;
        }

        var data = new MemoryStream();
        using var writer = new BinaryWriter(data);
        foreach (var (name, (shape, values)) in tensors.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            var start = data.Length;
            foreach (var value in values)
            {
                writer.Write(value);
            }

            table[name] = new
            {
                dtype = "F32",
                shape,
                data_offsets = new[] { start, data.Length },
            };
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(table);
        var padded = (json.Length + 7) & ~7;
        var file = new byte[8 + padded + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)padded);
        file.AsSpan(8, padded).Fill((byte)' ');
        json.CopyTo(file, 8);
        data.ToArray().CopyTo(file, 8 + padded);
        return file;
    }

    private static (string? Type, int[] Shape, long[] Offsets) Table(JsonProperty entry) =>
        (
            entry.Value.GetProperty("dtype").GetString(),
            [.. entry.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())],
            [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(d => d.GetInt64())]
        );

    /// <summary>The bytes a tensor takes, checked.</summary>
    private static (long Start, long End, string Name) Region(JsonProperty entry, int length, string where)
    {
        var (type, shape, offsets) = Table(entry);
        var size = type switch
        {
            "F32" => 4,
            "F16" or "BF16" => 2,
            _ => throw new ModelException($"tensor '{entry.Name}' of '{where}' has the type {type}; F32, F16 and BF16 can be read."),
        };
        var count = shape.Aggregate(1L, (product, d) => d < 0 || product > int.MaxValue ? long.MaxValue / 65536 : product * d);
        if (
            offsets.Length != 2
            || offsets[0] < 0
            || offsets[1] < offsets[0]
            || offsets[1] > length
            || offsets[1] - offsets[0] != count * size
        )
        {
            throw new ModelException(
                $"tensor '{entry.Name}' of '{where}' does not lie within the file, or its size does not fit its shape."
            );
        }

        return (offsets[0], offsets[1], entry.Name);
    }

    private static (int[] Shape, float[] Values) ReadTensor(JsonProperty entry, ReadOnlySpan<byte> data)
    {
        var (type, shape, offsets) = Table(entry);
        var bytes = data[(int)offsets[0]..(int)offsets[1]];
        var values = new float[bytes.Length / (type == "F32" ? 4 : 2)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = type switch
            {
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]),
                "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]),
                _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16),
            };
        }

        return (shape, values);
    }
}
