// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Repository.Tests;

/// <summary>The blob that docs/blob-format.md explains byte by byte: three convolutions, one in each encoding.</summary>
internal static class ExampleBlob
{
    public static byte[] Write()
    {
        var network = new NetworkDescription(
            "example",
            new InputDescription(4, 4, 1, ChannelOrder.Grey, [0], [1], ResizePolicy.Squash, 4),
            [
                new Convolution("conv1", 1, 3, 1, 0),
                new Convolution("conv2", 4, 1, 1, 0),
                new Convolution("conv3", 2, 1, 1, 0),
                new GlobalAverage("pool3"),
            ]
        );
        var shapes = new NetworkShapes(network).Tensors;
        sbyte[] levels = [0, -64, -2, 3, 127];
        QuantizedTensor[] tensors =
        [
            // The rows of the 3x3 kernel: 3 0 -64, 3 0 -64, 3 0 127.
            new(shapes[0], levels, [3, 0, 1, 3, 0, 1, 3, 0, 4], [100], 64, 14),
            new(shapes[1], levels, [4, 0, 0, 2], [128, 128, 128, 70000], 77, 15),
            new(shapes[2], levels, [4, 3, 0, 1, 2, 0, 3, 3], [-7, 250], 0, 0),
        ];
        var identity = Enumerable.Range(1, 32).Select(i => (byte)i).ToArray();
        return BlobWriter.Write(
            new QuantizedModel(network, tensors, [0], 90000, identity, ["cat", "dog"]),
            [TensorEncoding.Fast, TensorEncoding.Sparse, TensorEncoding.Dense]
        );
    }
}
