// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Figures.Tests;

/// <summary>SqueezeNet v1.0 with seeded random weights at the paper's densities (Table 1): what a clone can measure without any
/// download.</summary>
internal static class SyntheticNetwork
{
    /// <summary>Makes the network.</summary>
    public static QuantizedModel Create()
    {
        var network = SqueezeNetDescriptions.DeepCompressedV10() with { Name = "synthetic-v1.0" };
        var shapes = new NetworkShapes(network);
        var random = new Random(10);
        sbyte[] codebook = [0, .. Enumerable.Range(-31, 63).Where(l => l != 0).Select(l => (sbyte)(4 * l + Math.Sign(l)))];
        var tensors = shapes
            .Tensors.Select(shape =>
            {
                var last = shape == shapes.Tensors[^1];
                var density =
                    last ? 0.2
                    : shape.Role == TensorRole.Expand3x3 ? 0.33
                    : 1.0;
                var codes = new byte[shape.Weights];
                for (var i = 0; i < codes.Length; i++)
                {
                    // Magnitudes as in trained weights: the sum of two uniform numbers peaks in the middle of each sign's range.
                    var magnitude = (random.Next(16) + random.Next(16)) / 2;
                    var index = random.Next(2) == 0 ? 31 - magnitude : 32 + magnitude;
                    codes[i] = random.NextDouble() < density ? (byte)index : (byte)0;
                }

                var bias = Enumerable.Range(0, shape.OutputChannels).Select(_ => random.Next(-3000, 3000)).ToArray();
                return new QuantizedTensor(shape, codebook, codes, bias, last ? 0 : 600, last ? 0 : 20);
            })
            .ToArray();
        return new QuantizedModel(network, tensors, [104, 117, 123], 6000, new byte[32], []);
    }
}
