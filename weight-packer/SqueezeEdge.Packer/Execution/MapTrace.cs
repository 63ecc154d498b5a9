using SqueezeEdge.Packer.Inference;

namespace SqueezeEdge.Packer.Execution;

/// <summary>The output of every layer of one inference.</summary>
/// <param name="Maps">By map number: a tensor's index, or <see cref="PoolBase"/> plus the index of a pooling operation. The last convolution has none.</param>
public sealed record MapTrace(IReadOnlyDictionary<int, FeatureMap<byte>> Maps)
{
    /// <summary>Added to the operation index of a pooled map.</summary>
    public const int PoolBase = 0x100;
}
