// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.IO.Hashing;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Blob;

/// <summary>Small seeded networks, and blobs whose checksums are right although something else is wrong.</summary>
internal static class BlobSamples
{
    public static readonly GlobalAverage Average = new("pool4");

    /// <summary>Grey input with one padding pixel; conv1, pool1, fire2, conv3, average; 5 tensors, 6 classes.</summary>
    public static QuantizedModel Grey() =>
        Model(
            1,
            4,
            new Convolution("conv1", 5, 3, 2, 1),
            new MaxPool("pool1", 3, 2, true),
            new Fire("fire2", 3, 4, 4),
            new Convolution("conv3", 6, 1, 1, 1),
            new GlobalAverage("pool3")
        );

    public static QuantizedModel Model(int channels, int levels, params Operation[] operations)
    {
        var random = new Random(levels + 1000 * channels);
        var network = new NetworkDescription(
            "sample",
            new InputDescription(
                19,
                17,
                channels,
                channels == 1 ? ChannelOrder.Grey : ChannelOrder.Rgb,
                new float[channels],
                [.. Enumerable.Repeat(1f, channels)],
                ResizePolicy.Squash,
                20
            ),
            operations
        );
        sbyte[] codebook =
        [
            0,
            .. Enumerable.Range(-127, 255).Where(l => l != 0).OrderBy(_ => random.Next()).Take(levels - 1).Order().Select(l => (sbyte)l),
        ];
        var shapes = new NetworkShapes(network).Tensors;
        var tensors = shapes
            .Select(
                (shape, i) =>
                    new QuantizedTensor(
                        shape,
                        codebook,
                        [.. Enumerable.Range(0, shape.Weights).Select(_ => (byte)(random.Next(2) * random.Next(levels)))],
                        [.. Enumerable.Range(0, shape.OutputChannels).Select(_ => random.Next(-3000, 9000))],
                        i == shapes.Count - 1 ? 0 : 200,
                        i == shapes.Count - 1 ? 0 : 14
                    )
            )
            .ToArray();
        string[] labels = [.. Enumerable.Range(0, network.Classes).Select(i => $"class {i}")];
        return new QuantizedModel(network, tensors, [.. Enumerable.Repeat((byte)90, channels)], 5000, [1, 2, 3, 4, 5, 6, 7, 8], labels);
    }

    public static TensorEncoding[] All(QuantizedModel model, TensorEncoding encoding) => [.. model.Tensors.Select(_ => encoding)];

    /// <summary>Sets bytes, then the checksums of every section that lies inside the blob, and of the header.</summary>
    public static byte[] With(byte[] blob, int at, params byte[] bytes)
    {
        var changed = blob.ToArray();
        bytes.CopyTo(changed, at);
        Repair(changed);
        return changed;
    }

    public static void Repair(byte[] blob)
    {
        for (var entry = 16; entry <= 40; entry += 12)
        {
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(blob.AsSpan(entry));
            var length = BinaryPrimitives.ReadUInt32LittleEndian(blob.AsSpan(entry + 4));
            if (offset <= blob.Length && length <= blob.Length - offset)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(blob.AsSpan(entry + 8), Crc32.HashToUInt32(blob.AsSpan((int)offset, (int)length)));
            }
        }

        blob.AsSpan(12, 4).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(blob.AsSpan(12), Crc32.HashToUInt32(blob.AsSpan(0, 96)));
    }
}
