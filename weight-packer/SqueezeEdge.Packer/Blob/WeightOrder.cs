// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Blob;

/// <summary>The order of the weights in a blob: within an output channel by kx, then ky, then input channel.</summary>
public static class WeightOrder
{
    /// <summary>For each position in blob order the index within (input channel, ky, kx) order of one output channel.</summary>
    /// <param name="shape">The tensor.</param>
    /// <returns>A permutation of 0 .. taps - 1.</returns>
    public static int[] Positions(TensorShape shape)
    {
        var k = shape.Kernel;
        var order = new int[shape.Taps];
        var position = 0;
        for (var kx = 0; kx < k; kx++)
        {
            for (var ky = 0; ky < k; ky++)
            {
                for (var c = 0; c < shape.InputChannels; c++)
                {
                    order[position++] = (c * k + ky) * k + kx;
                }
            }
        }

        return order;
    }
}
