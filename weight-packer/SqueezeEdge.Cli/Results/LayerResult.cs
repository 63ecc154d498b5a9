// SPDX-License-Identifier: MIT
using System.Numerics;
using SqueezeEdge.Packer.Blob;

namespace SqueezeEdge.Cli.Results;

/// <summary>One tensor of a blob.</summary>
/// <param name="Name">For example <c>fire2/squeeze1x1</c>.</param>
/// <param name="OutputWidth">Width of its output map.</param>
/// <param name="OutputHeight">Height of its output map.</param>
/// <param name="Filters">Its filters.</param>
/// <param name="Kernel">Side of its square kernel.</param>
/// <param name="Stride">Its stride.</param>
/// <param name="Weights">Its weights, without biases.</param>
/// <param name="Nonzero">Weights that are not zero.</param>
/// <param name="Levels">Entries of its codebook, zero included.</param>
/// <param name="Bits">Bits that number these entries.</param>
/// <param name="Encoding">fast or compact.</param>
/// <param name="Bytes">Its bytes in the blob.</param>
internal sealed record LayerResult(
    string Name,
    int OutputWidth,
    int OutputHeight,
    int Filters,
    int Kernel,
    int Stride,
    int Weights,
    int Nonzero,
    int Levels,
    int Bits,
    string Encoding,
    int Bytes
)
{
    /// <summary>All tensors of a blob, in topology order.</summary>
    public static IReadOnlyList<LayerResult> Of(PackedModel packed) =>
        [
            .. packed.Model.Tensors.Select(
                (t, i) =>
                    new LayerResult(
                        t.Shape.Name,
                        t.Shape.OutputWidth,
                        t.Shape.OutputHeight,
                        t.Shape.OutputChannels,
                        t.Shape.Kernel,
                        t.Shape.Stride,
                        t.Shape.Weights,
                        t.Indices.Count(c => c != 0),
                        t.Codebook.Length,
                        BitOperations.Log2((uint)t.Codebook.Length - 1) + 1,
                        packed.Encodings[i].ToString().ToLowerInvariant(),
                        packed.TensorBytes[i]
                    )
            ),
        ];
}
