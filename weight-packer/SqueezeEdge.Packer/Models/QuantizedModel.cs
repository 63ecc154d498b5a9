// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models;

/// <summary>A network in the integers the kernels execute (docs/arithmetic.md).</summary>
/// <param name="Network">Its description.</param>
/// <param name="Tensors">Quantized weights in topology order.</param>
/// <param name="PaddingPixel">Value of a padding pixel per input channel (only seen when the first convolution has padding).</param>
/// <param name="ProbabilityScale">2^-27 octaves per unit of the class sums, at least 1.</param>
/// <param name="Identity">SHA-256 of the model it was made from; only the first 8 bytes survive in a blob.</param>
/// <param name="Labels">One name per class, or empty.</param>
public sealed record QuantizedModel(
    NetworkDescription Network,
    IReadOnlyList<QuantizedTensor> Tensors,
    byte[] PaddingPixel,
    uint ProbabilityScale,
    byte[] Identity,
    IReadOnlyList<string> Labels
)
{
    /// <summary>Sizes of all maps and tensors.</summary>
    public NetworkShapes Shapes { get; } = new(Network);

    /// <summary>Multiplications of a frame, over all tensors.</summary>
    public long Multiplications => Tensors.Sum(t => t.Multiplications);

    /// <summary>What is odd about the network or its calibration, one sentence each, with the layer's name; not kept in a blob.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>For each fire module with a bypass, by the index of its operation, how the addition is done.</summary>
    public IReadOnlyDictionary<int, BypassAddition> Additions { get; init; } = new SortedDictionary<int, BypassAddition>();
}
