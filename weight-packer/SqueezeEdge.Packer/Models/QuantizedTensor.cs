// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models;

/// <summary>One convolution in integers.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Codebook">Levels: entry 0 is 0, the others nonzero and strictly ascending, -127..127.</param>
/// <param name="Indices">Index into the codebook per weight, flattened as output channel, input channel, ky, kx.</param>
/// <param name="Bias">Per output channel, in accumulator units, half an output step included.</param>
/// <param name="Multiplier">Requantization multiplier, 1..32767; 0 on the last convolution.</param>
/// <param name="Shift">Requantization shift, 0..31; 0 on the last convolution.</param>
public sealed record QuantizedTensor(TensorShape Shape, sbyte[] Codebook, byte[] Indices, int[] Bias, int Multiplier, int Shift)
{
    /// <summary>Multiplications of a frame: nonzero weights x output positions.</summary>
    public long Multiplications => (long)Indices.Count(i => i != 0) * Shape.OutputWidth * Shape.OutputHeight;
}
