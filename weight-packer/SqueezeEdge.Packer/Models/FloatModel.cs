// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models;

/// <summary>A trained network with float32 weights, dense or already pruned (zeros).</summary>
/// <param name="Network">Its description.</param>
/// <param name="Tensors">Weights in topology order, one for each of <see cref="NetworkShapes.Tensors"/>.</param>
/// <param name="Identity">SHA-256 of the model file (or of its files in order), 32 bytes.</param>
public sealed record FloatModel(NetworkDescription Network, IReadOnlyList<FloatTensor> Tensors, byte[] Identity)
{
    /// <summary>Sizes of all maps and tensors.</summary>
    public NetworkShapes Shapes { get; } = new(Network);

    /// <summary>What the file did not say and was assumed, one sentence each; empty where everything is known.</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];
}

/// <summary>Weights and biases of one convolution.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Weights">Flattened as output channel, input channel, ky, kx.</param>
/// <param name="Bias">One per output channel.</param>
public sealed record FloatTensor(TensorShape Shape, float[] Weights, float[] Bias);
