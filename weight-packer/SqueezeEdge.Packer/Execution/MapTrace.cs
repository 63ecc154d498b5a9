// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Inference;

namespace SqueezeEdge.Packer.Execution;

/// <summary>The output of every layer of one inference.</summary>
/// <param name="Maps">By map number: a tensor's index, or <see cref="OperationBase"/> plus the index of an operation (pooling, a
/// sum with a bypass). The last convolution has none.</param>
public sealed record MapTrace(IReadOnlyDictionary<int, FeatureMap<byte>> Maps)
{
    /// <summary>Added to the index of an operation whose output is not a tensor's: pooling, a sum with a bypass.</summary>
    public const int OperationBase = 0x100;
}
