// SPDX-License-Identifier: MIT
using System.IO.Hashing;
using System.Text;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Blob;

/// <summary>Writes the blob of docs/blob-format.md; the same network and encodings always give the same bytes.</summary>
public static class BlobWriter
{
    /// <summary>What every blob begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "SQZE"u8;

    /// <summary>Writes a network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="encodings">Encoding of each tensor.</param>
    /// <returns>The blob.</returns>
    /// <exception cref="ModelException">The network does not fit the format or the kernels.</exception>
    public static byte[] Write(QuantizedModel model, IReadOnlyList<TensorEncoding> encodings)
    {
        FormatLimits.Check(model, encodings);
        var layout = new KernelLayout(model.Shapes);
        var parts = model.Tensors.Select((t, i) => new TensorParts(t, encodings[i], layout.TapOffsets(i))).ToList();
        byte[][] sections = [Network(model, parts), [.. parts.SelectMany(p => p.Bytes)], Labels(model)];
        var blob = new byte[BlobLayout.Header.Bytes + sections.Sum(s => s.Length)];
        var header = new RecordWriter(blob.AsSpan(0, BlobLayout.Header.Bytes));
        header.Bytes(BlobLayout.Header.Magic, Magic);
        header.U32(BlobLayout.Header.Version, BlobLayout.FormatVersion);
        header.U32(BlobLayout.Header.Total, (uint)blob.Length);
        int[] entries = [BlobLayout.Header.Network, BlobLayout.Header.Weights, BlobLayout.Header.Labels];
        var position = BlobLayout.Header.Bytes;
        foreach (var (section, entry) in sections.Zip(entries))
        {
            section.CopyTo(blob, position);
            header.U32(entry + BlobLayout.Section.Offset, (uint)position);
            header.U32(entry + BlobLayout.Section.Length, (uint)section.Length);
            header.U32(entry + BlobLayout.Section.Crc, Crc32.HashToUInt32(section));
            position += section.Length;
        }

        header.Bytes(BlobLayout.Header.Name, Encoding.UTF8.GetBytes(model.Network.Name));
        header.Bytes(BlobLayout.Header.Identity, model.Identity.AsSpan(0, BlobLayout.IdentityBytes));
        header.U32(BlobLayout.Header.Crc, Crc32.HashToUInt32(blob.AsSpan(0, BlobLayout.Header.Bytes)));
        return blob;
    }

    /// <summary>The network record, then the records of the operations, tensors and additions.</summary>
    private static byte[] Network(QuantizedModel model, List<TensorParts> parts)
    {
        var network = model.Network;
        var additions = model.Additions.OrderBy(a => a.Key).Select(a => a.Value).ToArray();
        var bytes = new byte[BlobLayout.Network.SectionBytes(network.Operations.Count, parts.Count, additions.Length)];
        var rest = bytes.AsSpan();
        WriteNetwork(Next(ref rest, BlobLayout.Network.Bytes), model, parts.Count);
        var tensor = 0;
        for (var i = 0; i < network.Operations.Count; i++)
        {
            tensor += WriteOperation(Next(ref rest, BlobLayout.Operation.Bytes), network.Operations[i], model.Shapes.Operations[i], tensor);
        }

        foreach (var p in parts)
        {
            WriteTensor(Next(ref rest, BlobLayout.Tensor.Bytes), p);
        }

        foreach (var addition in additions)
        {
            var record = Next(ref rest, BlobLayout.Addition.Bytes);
            record.U16(BlobLayout.Addition.Multiplier, addition.Multiplier);
            record.U8(BlobLayout.Addition.Shift, addition.Shift);
            record.U8(BlobLayout.Addition.Zero, addition.ZeroPoint);
        }

        return bytes;
    }

    private static RecordWriter Next(ref Span<byte> rest, int bytes)
    {
        var record = new RecordWriter(rest[..bytes]);
        rest = rest[bytes..];
        return record;
    }

    private static void WriteNetwork(RecordWriter record, QuantizedModel model, int tensors)
    {
        var input = model.Network.Input;
        record.U16(BlobLayout.Network.Width, input.Width);
        record.U16(BlobLayout.Network.Height, input.Height);
        record.U8(BlobLayout.Network.Channels, input.Channels);
        record.U8(BlobLayout.Network.Order, (int)input.Order);
        record.U8(BlobLayout.Network.Resize, (int)input.Resize);
        record.U8(BlobLayout.Network.Operations, model.Network.Operations.Count);
        record.U16(BlobLayout.Network.ResizeSide, input.ResizeSize);
        record.U8(BlobLayout.Network.Tensors, tensors);
        record.Bytes(BlobLayout.Network.Padding, model.PaddingPixel.AsSpan(0, Math.Min(input.Channels, model.PaddingPixel.Length)));
        record.U16(BlobLayout.Network.Classes, model.Network.Classes);
        record.U32(BlobLayout.Network.Scale, model.ProbabilityScale);
    }

    /// <returns>Tensors of the operation.</returns>
    private static int WriteOperation(RecordWriter record, Operation operation, OperationShape shape, int tensor)
    {
        var (kind, kernel, stride, padding, tensors) = operation switch
        {
            Convolution c => (BlobLayout.Kind.Convolution, c.Kernel, c.Stride, c.Padding, 1),
            MaxPool p => (BlobLayout.Kind.MaxPool, p.Kernel, p.Stride, 0, 0),
            Fire f => (BlobLayout.Kind.Fire, 3, 1, 1, f.Bypass == Bypass.Complex ? 4 : 3),
            _ => (BlobLayout.Kind.Average, 1, 1, 0, 0),
        };
        record.U8(BlobLayout.Operation.Kind, kind);
        record.U8(BlobLayout.Operation.Kernel, kernel);
        record.U8(BlobLayout.Operation.Stride, stride);
        record.U8(BlobLayout.Operation.Padding, padding);
        record.U16(BlobLayout.Operation.Channels, shape.Channels);
        record.U16(BlobLayout.Operation.Width, shape.Width);
        record.U16(BlobLayout.Operation.Height, shape.Height);
        record.U8(BlobLayout.Operation.Tensor, tensors > 0 ? tensor : 0);
        record.U8(BlobLayout.Operation.Bypass, operation is Fire { Bypass: var bypass } ? (int)bypass : 0);
        return tensors;
    }

    private static void WriteTensor(RecordWriter record, TensorParts parts)
    {
        var tensor = parts.Tensor;
        record.U8(BlobLayout.Tensor.Encoding, (int)parts.Encoding);
        record.U8(BlobLayout.Tensor.Kernel, tensor.Shape.Kernel);
        record.U8(BlobLayout.Tensor.BiasBytes, parts.BiasBytes);
        record.U8(BlobLayout.Tensor.CodeBits, parts.MaxCodeBits);
        record.U16(BlobLayout.Tensor.Inputs, tensor.Shape.InputChannels);
        record.U16(BlobLayout.Tensor.Outputs, tensor.Shape.OutputChannels);
        record.U16(BlobLayout.Tensor.Multiplier, tensor.Multiplier);
        record.U8(BlobLayout.Tensor.Shift, tensor.Shift);
        record.U16(BlobLayout.Tensor.Levels, tensor.Codebook.Length);
        record.U16(BlobLayout.Tensor.Negative, parts.MaxNegativeCount);
        record.U32(BlobLayout.Tensor.Nonzeros, (uint)parts.Nonzeros);
        record.U32(BlobLayout.Tensor.StreamBytes, (uint)parts.StreamBytes);
        record.U16(BlobLayout.Tensor.Positive, parts.MaxPositiveCount);
    }

    private static byte[] Labels(QuantizedModel model)
    {
        if (model.Labels.Count == 0)
        {
            return [];
        }

        var bytes = new ByteBuffer();
        foreach (var label in model.Labels)
        {
            bytes.Bytes(Encoding.UTF8.GetBytes(label)).U8(0);
        }

        return bytes.Align().ToArray();
    }
}
