// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Inference;

/// <summary>Sees the output map of every layer of an integer inference.</summary>
public interface IMapObserver
{
    /// <summary>A tensor's requantized output; the last convolution has none.</summary>
    /// <param name="tensor">Index of the tensor (expand1x1 and expand3x3 separately).</param>
    /// <param name="map">Its output, values 0..255.</param>
    void Tensor(int tensor, FeatureMap<int> map);

    /// <summary>The output of an operation that is not a tensor's: a pooled map, or a fire module's sum with its bypass.</summary>
    /// <param name="operation">Index of the operation.</param>
    /// <param name="map">Its output, values 0..255.</param>
    void Operation(int operation, FeatureMap<int> map);
}
