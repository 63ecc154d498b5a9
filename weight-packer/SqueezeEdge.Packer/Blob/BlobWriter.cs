// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Blob;

/// <summary>Writes the blob of docs/blob-format.md; the same network and encodings always give the same bytes.</summary>
public static class BlobWriter
{
    internal const int HeaderBytes = 96;
    internal const int NameBytes = 31;
    internal const uint Version = 2;

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
        var network = Network(model, parts);
        var weights = parts.SelectMany(p => p.Bytes).ToArray();
        var labels = Labels(model);
        var blob = new byte[HeaderBytes + network.Length + weights.Length + labels.Length];
        var header = blob.AsSpan(0, HeaderBytes);
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)blob.Length);
        var position = HeaderBytes;
        var entry = 16;
        foreach (var section in new[] { network, weights, labels })
        {
            section.CopyTo(blob, position);
            BinaryPrimitives.WriteUInt32LittleEndian(header[entry..], (uint)position);
            BinaryPrimitives.WriteUInt32LittleEndian(header[(entry + 4)..], (uint)section.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[(entry + 8)..], Crc32.HashToUInt32(section));
            position += section.Length;
            entry += 12;
        }

        Encoding.UTF8.GetBytes(model.Network.Name).CopyTo(header[52..]);
        model.Identity.AsSpan(0, 8).CopyTo(header[84..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], Crc32.HashToUInt32(header));
        return blob;
    }

    private static byte[] Network(QuantizedModel model, List<TensorParts> parts)
    {
        var input = model.Network.Input;
        var bytes = new ByteBuffer();
        bytes
            .U16(input.Width)
            .U16(input.Height)
            .U8(input.Channels)
            .U8((int)input.Order)
            .U8((int)input.Resize)
            .U8(model.Network.Operations.Count)
            .U16(input.ResizeSize)
            .U8(parts.Count)
            .U8(0);
        for (var i = 0; i < 4; i++)
        {
            bytes.U8(i < model.PaddingPixel.Length && i < input.Channels ? model.PaddingPixel[i] : 0);
        }

        bytes.U16(model.Network.Classes).U16(0).U32(model.ProbabilityScale);
        var tensor = 0;
        for (var i = 0; i < model.Network.Operations.Count; i++)
        {
            var shape = model.Shapes.Operations[i];
            var (kind, kernel, stride, padding, tensors) = model.Network.Operations[i] switch
            {
                Convolution c => (1, c.Kernel, c.Stride, c.Padding, 1),
                MaxPool p => (2, p.Kernel, p.Stride, 0, 0),
                Fire f => (3, 3, 1, 1, f.Bypass == Bypass.Complex ? 4 : 3),
                _ => (4, 1, 1, 0, 0),
            };
            bytes
                .U8(kind)
                .U8(kernel)
                .U8(stride)
                .U8(padding)
                .U16(shape.Channels)
                .U16(shape.Width)
                .U16(shape.Height)
                .U8(tensors > 0 ? tensor : 0)
                .U8(model.Network.Operations[i] is Fire { Bypass: var bypass } ? (int)bypass : 0);
            tensor += tensors;
        }

        foreach (var p in parts)
        {
            var t = p.Tensor;
            bytes
                .U8((int)p.Encoding)
                .U8(t.Shape.Kernel)
                .U8(p.BiasBytes)
                .U8(p.MaxCodeBits)
                .U16(t.Shape.InputChannels)
                .U16(t.Shape.OutputChannels)
                .U16(t.Multiplier)
                .U8(t.Shift)
                .U8(0)
                .U16(t.Codebook.Length)
                .U16(p.MaxNegativeCount)
                .U32((uint)p.Nonzeros)
                .U32((uint)p.StreamBytes)
                .U16(p.MaxPositiveCount)
                .U16(0);
        }

        foreach (var (_, addition) in model.Additions.OrderBy(a => a.Key))
        {
            bytes.U16(addition.Multiplier).U8(addition.Shift).U8(addition.ZeroPoint);
        }

        return bytes.ToArray();
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
