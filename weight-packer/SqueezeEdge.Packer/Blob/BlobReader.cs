// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Blob;

/// <summary>Reads and completely checks a blob: an untrusted input.</summary>
public static class BlobReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a blob.</summary>
    /// <param name="blob">Its bytes; anything behind the length in its header (a flash partition's rest) is ignored.</param>
    /// <returns>The network and its encodings.</returns>
    /// <exception cref="ModelException">It is no blob, damaged, of another version or inconsistent; the message says where.</exception>
    public static PackedModel Read(ReadOnlySpan<byte> blob)
    {
        var (network, weights, labels) = Sections(blob);
        return Network(blob, network, weights, labels);
    }

    private static (Range Network, Range Weights, Range Labels) Sections(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < BlobWriter.HeaderBytes)
        {
            throw new ModelException(
                $"a blob has a header of {BlobWriter.HeaderBytes} bytes; this has {blob.Length}. The file is truncated or no blob."
            );
        }

        if (!blob[..4].SequenceEqual(BlobWriter.Magic))
        {
            throw new ModelException("this is no SqueezeEdge blob (it does not start with SQZE). Make one with 'squeezeedge pack'.");
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(blob[4..]);
        if (version != BlobWriter.Version)
        {
            throw new ModelException(
                $"the blob has format version {version}; this program reads version {BlobWriter.Version}. Pack the model again."
            );
        }

        var header = blob[..BlobWriter.HeaderBytes].ToArray();
        header.AsSpan(12, 4).Clear();
        if (Crc32.HashToUInt32(header) != BinaryPrimitives.ReadUInt32LittleEndian(blob[12..]))
        {
            throw new ModelException("the header of the blob is damaged (CRC-32). Copy or pack it again.");
        }

        var total = BinaryPrimitives.ReadUInt32LittleEndian(blob[8..]);
        if (total < BlobWriter.HeaderBytes)
        {
            throw new ModelException($"the header of the blob says {total} bytes, fewer than the header itself. Pack the model again.");
        }

        if (total > blob.Length)
        {
            throw new ModelException(
                $"the blob is truncated: its header says {total} bytes, there are {blob.Length}. Copy or pack it again."
            );
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(blob[92..]) != 0 || blob[83] != 0)
        {
            throw new ModelException("a reserved field of the blob's header is not zero. Pack the model again.");
        }

        var ranges = new Range[3];
        var position = (uint)BlobWriter.HeaderBytes;
        for (var i = 0; i < 3; i++)
        {
            var name = new[] { "network", "weights", "labels" }[i];
            var entry = blob[(16 + 12 * i)..];
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]);
            if (offset != position || length % 4 != 0 || length > total - offset)
            {
                throw new ModelException($"the {name} section of the blob does not lie where it must. Pack the model again.");
            }

            position += length;
            ranges[i] = (int)offset..(int)position;
            if (Crc32.HashToUInt32(blob[ranges[i]]) != BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]))
            {
                throw new ModelException($"the {name} section of the blob is damaged (CRC-32). Copy or pack it again.");
            }
        }

        return position == total
            ? (ranges[0], ranges[1], ranges[2])
            : throw new ModelException("the sections of the blob do not fill it. Pack the model again.");
    }

    private static PackedModel Network(ReadOnlySpan<byte> blob, Range networkRange, Range weightsRange, Range labelsRange)
    {
        var network = blob[networkRange];
        Require(network.Length >= 24, "the network section is too short");
        int U16(ReadOnlySpan<byte> at, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(at[offset..]);
        var channels = network[4];
        Require((channels == 1 && network[5] == 0) || (channels == 3 && network[5] is 1 or 2), "channels and channel order do not fit");
        Require(network[6] <= 1 && network[11] == 0 && U16(network, 18) == 0, "a reserved field of the network section is not zero");
        Require(U16(network, 0) is >= 1 and <= 1024 && U16(network, 2) is >= 1 and <= 1024, "the input size is out of range");
        var operationCount = network[7];
        var tensorCount = network[10];
        Require(operationCount is >= 2 and <= 64 && tensorCount is >= 1 and <= 128, "the number of operations or tensors is out of range");
        Require(network.Length >= 24 + 12 * operationCount, "the network section has the wrong length");
        var bypasses = 0;
        for (var i = 0; i < operationCount; i++)
        {
            bypasses += network[24 + 12 * i] == 3 && network[24 + 12 * i + 11] != 0 ? 1 : 0;
        }

        Require(network.Length == 24 + 12 * operationCount + 28 * tensorCount + 4 * bypasses, "the network section has the wrong length");
        var scale = BinaryPrimitives.ReadUInt32LittleEndian(network[20..]);
        Require(scale > 0 && U16(network, 8) > 0, "the probability scale or resize size is zero");
        Require(
            network[(12 + channels)..16].IndexOfAnyExcept((byte)0) < 0,
            "there is a padding pixel for a channel the input does not have"
        );
        Require(U16(network, 16) is >= 1 and <= 4096, "the number of classes is out of range");

        var tensorRecords = network.Slice(24 + 12 * operationCount, 28 * tensorCount);
        var input = new InputDescription(
            U16(network, 0),
            U16(network, 2),
            channels,
            (ChannelOrder)network[5],
            new float[channels],
            Enumerable.Repeat(1f, channels).ToArray(),
            (ResizePolicy)network[6],
            U16(network, 8)
        );
        var operations = Operations(network.Slice(24, 12 * operationCount), tensorRecords, tensorCount, input);
        var nameBytes = blob.Slice(52, 32);
        var nameLength = nameBytes.IndexOf((byte)0);
        Require(nameBytes[nameLength..].IndexOfAnyExcept((byte)0) < 0, "the model name is not padded with zero");
        var name = Text(nameBytes[..nameLength], "the model name");
        var description = new NetworkDescription(name, input, operations);
        var shapes = new NetworkShapes(description);
        Require(
            shapes.Tensors.Count == tensorCount && shapes.Network.Classes == U16(network, 16),
            "operations, tensors and classes do not fit together"
        );
        for (var i = 0; i < operationCount; i++)
        {
            var record = network.Slice(24 + 12 * i, 12);
            var shape = shapes.Operations[i];
            Require(
                U16(record, 4) == shape.Channels
                    && U16(record, 6) == shape.Width
                    && U16(record, 8) == shape.Height
                    && (record[11] == 0 || operations[i] is Fire),
                $"the record of '{operations[i].Name}' does not fit its input"
            );
        }

        var encodings = new TensorEncoding[tensorCount];
        for (var i = 0; i < tensorCount; i++)
        {
            encodings[i] = (TensorEncoding)tensorRecords[28 * i];
            Require(Enum.IsDefined(encodings[i]), $"'{shapes.Tensors[i].Name}' has an unknown encoding");
        }

        var layout = new KernelLayout(shapes);
        var tensors = new List<QuantizedTensor>();
        var sizes = new List<int>();
        var weights = blob[weightsRange];
        for (var i = 0; i < tensorCount; i++)
        {
            var shape = shapes.Tensors[i];
            try
            {
                var before = weights.Length;
                tensors.Add(
                    TensorReader.Read(tensorRecords.Slice(28 * i, 28), ref weights, shape, layout.TapOffsets(i), i == tensorCount - 1)
                );
                sizes.Add(before - weights.Length);
            }
            catch (ModelException e)
            {
                throw new ModelException($"tensor '{shape.Name}' of the blob: {e.Message}", e);
            }
        }

        Require(weights.IsEmpty, "the weights section is longer than its tensors");
        var labelBytes = blob[labelsRange];
        var model = new QuantizedModel(
            description,
            tensors,
            network.Slice(12, channels).ToArray(),
            scale,
            blob.Slice(84, 8).ToArray(),
            Labels(labelBytes, description.Classes)
        )
        {
            Additions = Additions(network[(24 + 12 * operationCount + 28 * tensorCount)..], operations),
        };
        var total = BinaryPrimitives.ReadInt32LittleEndian(blob[8..]);
        return new PackedModel(model, encodings, sizes, total - labelBytes.Length, labelBytes.Length);
    }

    private static List<Operation> Operations(
        ReadOnlySpan<byte> records,
        ReadOnlySpan<byte> tensors,
        int tensorCount,
        InputDescription input
    )
    {
        var operations = new List<Operation>();
        var tensor = 0;
        var number = 0;
        var size = (Width: input.Width, Height: input.Height);
        for (var i = 0; i < records.Length / 12; i++)
        {
            var record = records.Slice(12 * i, 12);
            int channels = BinaryPrimitives.ReadUInt16LittleEndian(record[4..]);
            int width = BinaryPrimitives.ReadUInt16LittleEndian(record[6..]);
            var kind = record[0];
            var bypass = (Bypass)record[11];
            Require(bypass == Bypass.None || (kind == 3 && Enum.IsDefined(bypass)), $"operation {i} has an unknown bypass");
            var uses = kind switch
            {
                1 => 1,
                3 => bypass == Bypass.Complex ? 4 : 3,
                _ => 0,
            };
            Require(kind is >= 1 and <= 4, $"operation {i} is of an unknown kind");
            Require(tensor + uses <= tensorCount && record[10] == (uses > 0 ? tensor : 0), $"operation {i} names the wrong tensors");
            number += uses > 0 ? 1 : 0;
            switch (kind)
            {
                case 1:
                    operations.Add(new Convolution($"conv{number}", channels, record[1], record[2], record[3]));
                    break;
                case 2:
                    Require(record[1] is 2 or 3 && record[2] == 2 && record[3] == 0, $"operation {i} is no pooling this program knows");
                    operations.Add(new MaxPool($"pool{number}", record[1], record[2], CeilMode(size, record)));
                    break;
                case 3:
                    Require(record[1] == 3 && record[2] == 1 && record[3] == 1, $"operation {i} is no fire module");
                    int Filters(int t, ReadOnlySpan<byte> all) => BinaryPrimitives.ReadUInt16LittleEndian(all[(28 * t + 6)..]);
                    operations.Add(
                        new Fire(
                            $"fire{number}",
                            Filters(tensor, tensors),
                            Filters(tensor + 1, tensors),
                            Filters(tensor + 2, tensors),
                            bypass
                        )
                    );
                    break;
                default:
                    Require(record[1] == 1 && record[2] == 1 && record[3] == 0, $"operation {i} is no global average");
                    operations.Add(new GlobalAverage($"pool{number}"));
                    break;
            }

            tensor += uses;
            size = (width, BinaryPrimitives.ReadUInt16LittleEndian(record[8..]));
        }

        return operations;
    }

    private static SortedDictionary<int, BypassAddition> Additions(ReadOnlySpan<byte> records, List<Operation> operations)
    {
        var additions = new SortedDictionary<int, BypassAddition>();
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i] is Fire { Bypass: not Bypass.None } fire)
            {
                var addition = new BypassAddition(BinaryPrimitives.ReadUInt16LittleEndian(records), records[2], records[3]);
                Require(
                    addition.Multiplier is >= 1 and <= 32767
                        && addition.Shift <= 31
                        && (fire.Bypass == Bypass.Complex || addition.ZeroPoint == 0),
                    $"the addition of '{fire.Name}' is out of range"
                );
                additions.Add(i, addition);
                records = records[4..];
            }
        }

        return additions;
    }

    /// <summary>Ceil mode where it makes a difference in either direction, and by default (Caffe, torchvision) where it makes none.</summary>
    private static bool CeilMode((int Width, int Height) size, ReadOnlySpan<byte> record)
    {
        int kernel = record[1];
        int width = BinaryPrimitives.ReadUInt16LittleEndian(record[6..]);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(record[8..]);
        var floorFits = width == (size.Width - kernel) / 2 + 1 && height == (size.Height - kernel) / 2 + 1;
        var ceilFits = width == (size.Width - kernel + 1) / 2 + 1 && height == (size.Height - kernel + 1) / 2 + 1;
        return ceilFits || !floorFits;
    }

    private static List<string> Labels(ReadOnlySpan<byte> bytes, int classes)
    {
        var labels = new List<string>();
        if (bytes.IsEmpty)
        {
            return labels;
        }

        while (labels.Count < classes)
        {
            var end = bytes.IndexOf((byte)0);
            Require(end >= 0, $"the labels section holds {labels.Count} labels for {classes} classes");
            labels.Add(Text(bytes[..end], $"label {labels.Count}"));
            bytes = bytes[(end + 1)..];
        }

        Require(bytes.Length < 4 && bytes.IndexOfAnyExcept((byte)0) < 0, "the labels section is longer than its labels");
        return labels;
    }

    private static string Text(ReadOnlySpan<byte> bytes, string what)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new ModelException($"the blob is inconsistent: {what} is not UTF-8. Pack the model again.", e);
        }
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new ModelException($"the blob is inconsistent: {what}. Pack the model again.");
        }
    }
}
