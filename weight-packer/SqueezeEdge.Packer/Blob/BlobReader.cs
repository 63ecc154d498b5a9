// SPDX-License-Identifier: MIT
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
        if (blob.Length < BlobLayout.Header.Bytes)
        {
            throw new ModelException(
                $"a blob has a header of {BlobLayout.Header.Bytes} bytes; this has {blob.Length}. The file is truncated or no blob."
            );
        }

        if (!blob.StartsWith(BlobWriter.Magic))
        {
            throw new ModelException("this is no SqueezeEdge blob (it does not start with SQZE). Make one with 'squeezeedge pack'.");
        }

        var header = new RecordReader(blob[..BlobLayout.Header.Bytes]);
        var version = header.U32(BlobLayout.Header.Version);
        if (version != BlobLayout.FormatVersion)
        {
            throw new ModelException(
                $"the blob has format version {version}; this program reads version {BlobLayout.FormatVersion}. Pack the model again."
            );
        }

        var unsealed = blob[..BlobLayout.Header.Bytes].ToArray();
        new RecordWriter(unsealed).U32(BlobLayout.Header.Crc, 0);
        if (Crc32.HashToUInt32(unsealed) != header.U32(BlobLayout.Header.Crc))
        {
            throw new ModelException("the header of the blob is damaged (CRC-32). Copy or pack it again.");
        }

        var total = header.U32(BlobLayout.Header.Total);
        if (total < BlobLayout.Header.Bytes)
        {
            throw new ModelException($"the header of the blob says {total} bytes, fewer than the header itself. Pack the model again.");
        }

        if (total > blob.Length)
        {
            throw new ModelException(
                $"the blob is truncated: its header says {total} bytes, there are {blob.Length}. Copy or pack it again."
            );
        }

        if (header.U32(BlobLayout.Header.Reserved) != 0 || header.Bytes(BlobLayout.Header.Name, BlobLayout.NameBytes)[^1] != 0)
        {
            throw new ModelException("a reserved field of the blob's header is not zero. Pack the model again.");
        }

        var position = (uint)BlobLayout.Header.Bytes;
        var network = Section(blob, header, BlobLayout.Header.Network, "network", total, ref position);
        var weights = Section(blob, header, BlobLayout.Header.Weights, "weights", total, ref position);
        var labels = Section(blob, header, BlobLayout.Header.Labels, "labels", total, ref position);
        return position == total
            ? (network, weights, labels)
            : throw new ModelException("the sections of the blob do not fill it. Pack the model again.");
    }

    /// <summary>Checks one entry of the header against the end of the section before, and the section's bytes against the entry.</summary>
    private static Range Section(ReadOnlySpan<byte> blob, RecordReader header, int entry, string name, uint total, ref uint position)
    {
        var offset = header.U32(entry + BlobLayout.Section.Offset);
        var length = header.U32(entry + BlobLayout.Section.Length);
        if (offset != position || length % 4 != 0 || length > total - offset)
        {
            throw new ModelException($"the {name} section of the blob does not lie where it must. Pack the model again.");
        }

        position += length;
        var range = (int)offset..(int)position;
        return Crc32.HashToUInt32(blob[range]) == header.U32(entry + BlobLayout.Section.Crc)
            ? range
            : throw new ModelException($"the {name} section of the blob is damaged (CRC-32). Copy or pack it again.");
    }

    private static PackedModel Network(ReadOnlySpan<byte> blob, Range networkRange, Range weightsRange, Range labelsRange)
    {
        var header = new RecordReader(blob[..BlobLayout.Header.Bytes]);
        var section = blob[networkRange];
        Require(section.Length >= BlobLayout.Network.Bytes, "the network section is too short");
        var network = new RecordReader(section[..BlobLayout.Network.Bytes]);
        var (operationCount, tensorCount) = Counts(network);
        var input = Input(network);
        var records = section[BlobLayout.Network.Bytes..];
        var operationBytes = BlobLayout.Operation.Bytes * operationCount;
        Require(records.Length >= operationBytes, "the network section has the wrong length");
        var operationRecords = records[..operationBytes];
        Require(
            section.Length == BlobLayout.Network.SectionBytes(operationCount, tensorCount, AdditionCount(operationRecords)),
            "the network section has the wrong length"
        );
        var tensorRecords = records.Slice(operationBytes, BlobLayout.Tensor.Bytes * tensorCount);
        var additionRecords = records[(operationBytes + tensorRecords.Length)..];

        var operations = Operations(operationRecords, tensorRecords, tensorCount, input);
        var description = new NetworkDescription(Name(header), input, operations);
        var shapes = new NetworkShapes(description);
        Require(
            shapes.Tensors.Count == tensorCount && shapes.Network.Classes == network.U16(BlobLayout.Network.Classes),
            "operations, tensors and classes do not fit together"
        );
        for (var i = 0; i < operationCount; i++)
        {
            var record = Record(operationRecords, i, BlobLayout.Operation.Bytes);
            var shape = shapes.Operations[i];
            Require(
                record.U16(BlobLayout.Operation.Channels) == shape.Channels
                    && record.U16(BlobLayout.Operation.Width) == shape.Width
                    && record.U16(BlobLayout.Operation.Height) == shape.Height
                    && (record.U8(BlobLayout.Operation.Bypass) == 0 || operations[i] is Fire),
                $"the record of '{operations[i].Name}' does not fit its input"
            );
        }

        var encodings = new TensorEncoding[tensorCount];
        for (var i = 0; i < tensorCount; i++)
        {
            encodings[i] = (TensorEncoding)Record(tensorRecords, i, BlobLayout.Tensor.Bytes).U8(BlobLayout.Tensor.Encoding);
            Require(Enum.IsDefined(encodings[i]), $"'{shapes.Tensors[i].Name}' has an unknown encoding");
        }

        var (tensors, sizes) = Tensors(tensorRecords, blob[weightsRange], shapes, new KernelLayout(shapes));
        var labelBytes = blob[labelsRange];
        var model = new QuantizedModel(
            description,
            tensors,
            network.Bytes(BlobLayout.Network.Padding, input.Channels).ToArray(),
            network.U32(BlobLayout.Network.Scale),
            header.Bytes(BlobLayout.Header.Identity, BlobLayout.IdentityBytes).ToArray(),
            Labels(labelBytes, description.Classes)
        )
        {
            Additions = Additions(additionRecords, operations),
        };
        return new PackedModel(model, encodings, sizes, (int)header.U32(BlobLayout.Header.Total) - labelBytes.Length, labelBytes.Length);
    }

    private static RecordReader Record(ReadOnlySpan<byte> records, int index, int bytes) => new(records.Slice(index * bytes, bytes));

    /// <summary>Checks the fields of the network record whose values do not depend on other records.</summary>
    private static (int Operations, int Tensors) Counts(RecordReader network)
    {
        var channels = network.U8(BlobLayout.Network.Channels);
        var order = (ChannelOrder)network.U8(BlobLayout.Network.Order);
        Require(
            channels == 1 ? order == ChannelOrder.Grey : channels == 3 && order is ChannelOrder.Rgb or ChannelOrder.Bgr,
            "channels and channel order do not fit"
        );
        Require(
            Enum.IsDefined((ResizePolicy)network.U8(BlobLayout.Network.Resize))
                && network.U8(BlobLayout.Network.Reserved) == 0
                && network.U16(BlobLayout.Network.Reserved2) == 0,
            "a reserved field of the network section is not zero"
        );
        Require(
            network.U16(BlobLayout.Network.Width) is >= 1 and <= NetworkLimits.Side
                && network.U16(BlobLayout.Network.Height) is >= 1 and <= NetworkLimits.Side,
            "the input size is out of range"
        );
        var operations = network.U8(BlobLayout.Network.Operations);
        var tensors = network.U8(BlobLayout.Network.Tensors);
        Require(
            operations is >= 2 and <= NetworkLimits.Operations && tensors is >= 1 and <= BlobLayout.Max.Tensors,
            "the number of operations or tensors is out of range"
        );
        Require(
            network.U32(BlobLayout.Network.Scale) > 0 && network.U16(BlobLayout.Network.ResizeSide) > 0,
            "the probability scale or resize size is zero"
        );
        Require(
            network.Bytes(BlobLayout.Network.Padding, BlobLayout.Network.PaddingBytes)[channels..].IndexOfAnyExcept((byte)0) < 0,
            "there is a padding pixel for a channel the input does not have"
        );
        Require(network.U16(BlobLayout.Network.Classes) is >= 1 and <= NetworkLimits.Channels, "the number of classes is out of range");
        return (operations, tensors);
    }

    private static InputDescription Input(RecordReader network)
    {
        var channels = network.U8(BlobLayout.Network.Channels);
        return new InputDescription(
            network.U16(BlobLayout.Network.Width),
            network.U16(BlobLayout.Network.Height),
            channels,
            (ChannelOrder)network.U8(BlobLayout.Network.Order),
            new float[channels],
            Enumerable.Repeat(1f, channels).ToArray(),
            (ResizePolicy)network.U8(BlobLayout.Network.Resize),
            network.U16(BlobLayout.Network.ResizeSide)
        );
    }

    private static string Name(RecordReader header)
    {
        var field = header.Bytes(BlobLayout.Header.Name, BlobLayout.NameBytes);
        var length = field.IndexOf((byte)0);
        Require(field[length..].IndexOfAnyExcept((byte)0) < 0, "the model name is not padded with zero");
        return Text(field[..length], "the model name");
    }

    /// <summary>Fire modules with a bypass: as many addition records there must be.</summary>
    private static int AdditionCount(ReadOnlySpan<byte> records)
    {
        var count = 0;
        for (var i = 0; i < records.Length / BlobLayout.Operation.Bytes; i++)
        {
            var record = Record(records, i, BlobLayout.Operation.Bytes);
            count += record.U8(BlobLayout.Operation.Kind) == BlobLayout.Kind.Fire && record.U8(BlobLayout.Operation.Bypass) != 0 ? 1 : 0;
        }

        return count;
    }

    private static (List<QuantizedTensor> Tensors, List<int> Bytes) Tensors(
        ReadOnlySpan<byte> records,
        ReadOnlySpan<byte> weights,
        NetworkShapes shapes,
        KernelLayout layout
    )
    {
        var tensors = new List<QuantizedTensor>();
        var sizes = new List<int>();
        for (var i = 0; i < shapes.Tensors.Count; i++)
        {
            var shape = shapes.Tensors[i];
            var last = i == shapes.Tensors.Count - 1;
            try
            {
                var before = weights.Length;
                tensors.Add(TensorReader.Read(Record(records, i, BlobLayout.Tensor.Bytes), ref weights, shape, layout.TapOffsets(i), last));
                sizes.Add(before - weights.Length);
            }
            catch (ModelException e)
            {
                throw new ModelException($"tensor '{shape.Name}' of the blob: {e.Message}", e);
            }
        }

        Require(weights.IsEmpty, "the weights section is longer than its tensors");
        return (tensors, sizes);
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
        for (var i = 0; i < records.Length / BlobLayout.Operation.Bytes; i++)
        {
            var record = Record(records, i, BlobLayout.Operation.Bytes);
            var kind = record.U8(BlobLayout.Operation.Kind);
            var bypass = (Bypass)record.U8(BlobLayout.Operation.Bypass);
            Require(
                bypass == Bypass.None || (kind == BlobLayout.Kind.Fire && Enum.IsDefined(bypass)),
                $"operation {i} has an unknown bypass"
            );
            var uses = kind switch
            {
                BlobLayout.Kind.Convolution => 1,
                BlobLayout.Kind.Fire => bypass == Bypass.Complex ? 4 : 3,
                _ => 0,
            };
            Require(kind is >= BlobLayout.Kind.Convolution and <= BlobLayout.Kind.Average, $"operation {i} is of an unknown kind");
            Require(
                tensor + uses <= tensorCount && record.U8(BlobLayout.Operation.Tensor) == (uses > 0 ? tensor : 0),
                $"operation {i} names the wrong tensors"
            );
            number += uses > 0 ? 1 : 0;
            var (channels, width, height) = (
                record.U16(BlobLayout.Operation.Channels),
                record.U16(BlobLayout.Operation.Width),
                record.U16(BlobLayout.Operation.Height)
            );
            var (kernel, stride, padding) = (
                record.U8(BlobLayout.Operation.Kernel),
                record.U8(BlobLayout.Operation.Stride),
                record.U8(BlobLayout.Operation.Padding)
            );
            switch (kind)
            {
                case BlobLayout.Kind.Convolution:
                    operations.Add(new Convolution($"conv{number}", channels, kernel, stride, padding));
                    break;
                case BlobLayout.Kind.MaxPool:
                    Require(kernel is 2 or 3 && stride == 2 && padding == 0, $"operation {i} is no pooling this program knows");
                    operations.Add(new MaxPool($"pool{number}", kernel, stride, CeilMode(kernel, size, (width, height))));
                    break;
                case BlobLayout.Kind.Fire:
                    Require(kernel == 3 && stride == 1 && padding == 1, $"operation {i} is no fire module");
                    operations.Add(
                        new Fire(
                            $"fire{number}",
                            Filters(tensors, tensor),
                            Filters(tensors, tensor + 1),
                            Filters(tensors, tensor + 2),
                            bypass
                        )
                    );
                    break;
                default:
                    Require(kernel == 1 && stride == 1 && padding == 0, $"operation {i} is no global average");
                    operations.Add(new GlobalAverage($"pool{number}"));
                    break;
            }

            tensor += uses;
            size = (width, height);
        }

        return operations;

        static int Filters(ReadOnlySpan<byte> tensors, int index) =>
            Record(tensors, index, BlobLayout.Tensor.Bytes).U16(BlobLayout.Tensor.Outputs);
    }

    private static SortedDictionary<int, BypassAddition> Additions(ReadOnlySpan<byte> records, List<Operation> operations)
    {
        var additions = new SortedDictionary<int, BypassAddition>();
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i] is Fire { Bypass: not Bypass.None } fire)
            {
                var record = Record(records, additions.Count, BlobLayout.Addition.Bytes);
                var addition = new BypassAddition(
                    record.U16(BlobLayout.Addition.Multiplier),
                    record.U8(BlobLayout.Addition.Shift),
                    record.U8(BlobLayout.Addition.Zero)
                );
                Require(
                    addition.Multiplier is >= 1 and <= BlobLayout.Max.Multiplier
                        && addition.Shift <= BlobLayout.Max.Shift
                        && (fire.Bypass == Bypass.Complex || addition.ZeroPoint == 0),
                    $"the addition of '{fire.Name}' is out of range"
                );
                additions.Add(i, addition);
            }
        }

        return additions;
    }

    /// <summary>Ceil mode where it makes a difference in either direction, and by default (Caffe, torchvision) where it makes
    /// none.</summary>
    private static bool CeilMode(int kernel, (int Width, int Height) size, (int Width, int Height) pooled)
    {
        return Fits(ceilMode: true) || !Fits(ceilMode: false);

        bool Fits(bool ceilMode) =>
            pooled.Width == MaxPool.OutputSize(size.Width, kernel, ceilMode)
            && pooled.Height == MaxPool.OutputSize(size.Height, kernel, ceilMode);
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
