// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.Security.Cryptography;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models;

/// <summary>
/// Reads the <c>.net</c> container of Deep Compression (arXiv 1510.00149): per layer a 256-entry codebook, biases, 8-bit
/// indices and 4-bit gaps. The container names no topology; it is SqueezeNet v1.0's.
/// </summary>
public static class DeepCompressionReader
{
    private const int CodebookEntries = 256;
    private const string Advice = "Fetch the file again.";

    /// <summary>Reads a container.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <returns>The pruned network.</returns>
    /// <exception cref="ModelException">The file is truncated, too long or inconsistent.</exception>
    public static FloatModel Read(ReadOnlySpan<byte> bytes)
    {
        var network = SqueezeNetDescriptions.DeepCompressedV10();
        var shapes = new NetworkShapes(network);
        var rest = bytes;
        var counts = new int[shapes.Tensors.Count];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, 4, "the table of counts"));
            if (counts[i] < 0 || counts[i] > shapes.Tensors[i].Weights)
            {
                throw new ModelException(
                    $"'{shapes.Tensors[i].Name}' claims {counts[i]} entries for {shapes.Tensors[i].Weights} "
                        + $"weights: this is no Deep Compression file of SqueezeNet v1.0. {Advice}"
                );
            }
        }

        var tensors = shapes.Tensors.Select(_ => (FloatTensor?)null).ToArray();
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = ReadTensor(ref rest, shapes.Tensors[i], counts[i]);
        }

        if (!rest.IsEmpty)
        {
            throw new ModelException(
                $"{rest.Length} bytes are left behind the last layer: this is no Deep Compression file of SqueezeNet v1.0. {Advice}"
            );
        }

        return new FloatModel(network, tensors!, SHA256.HashData(bytes));
    }

    private static FloatTensor ReadTensor(ref ReadOnlySpan<byte> rest, TensorShape shape, int count)
    {
        var codebook = Floats(Take(ref rest, 4 * CodebookEntries, shape.Name), shape.Name);
        var bias = Floats(Take(ref rest, 4 * shape.OutputChannels, shape.Name), shape.Name);
        var indices = Take(ref rest, count, shape.Name);
        var gaps = Take(ref rest, (count + 1) / 2, shape.Name);
        var weights = new float[shape.Weights];
        var position = -1;
        for (var i = 0; i < count; i++)
        {
            position += 1 + ((gaps[i / 2] >> (4 * (i % 2))) & 15);
            if (position >= weights.Length)
            {
                throw new ModelException($"'{shape.Name}': entry {i} lies past the end of its {weights.Length} weights. {Advice}");
            }

            weights[position] = codebook[indices[i]];
        }

        return new FloatTensor(shape, weights, bias);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int count, string where)
    {
        if (count > rest.Length)
        {
            throw new ModelException($"the file ends within {where}: {count} bytes are needed, {rest.Length} are left. {Advice}");
        }

        var part = rest[..count];
        rest = rest[count..];
        return part;
    }

    private static float[] Floats(ReadOnlySpan<byte> bytes, string where)
    {
        var values = new float[bytes.Length / 4];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
            if (!float.IsFinite(values[i]))
            {
                throw new ModelException($"'{where}' holds a weight that is no number. {Advice}");
            }
        }

        return values;
    }
}
