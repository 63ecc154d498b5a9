// SPDX-License-Identifier: MIT
using System.Numerics;
using System.Numerics.Tensors;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Inference;

/// <summary>
/// A convolution that touches nonzero weights only, for float and for integer arithmetic alike: each weight adds a shifted
/// plane of the padded input to the plane of its filter. Integers wrap modulo 2^32.
/// </summary>
/// <typeparam name="T">float or int.</typeparam>
public sealed class SparseConvolution<T>
    where T : unmanaged, INumber<T>
{
    private readonly TensorShape shape;
    private readonly T[] bias;
    private readonly T[] padding;
    private readonly (int Plane, int Shift, T Weight)[][] filters;

    /// <summary>Prepares a convolution.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="weights">Flattened as output channel, input channel, ky, kx.</param>
    /// <param name="bias">One per output channel.</param>
    /// <param name="padding">Value of a padding pixel per input channel; null = 0.</param>
    public SparseConvolution(TensorShape shape, T[] weights, T[] bias, T[]? padding = null)
    {
        this.shape = shape;
        this.bias = bias;
        this.padding = padding ?? new T[shape.InputChannels];
        var (k, s) = (shape.Kernel, shape.Stride);
        filters = new (int, int, T)[shape.OutputChannels][];
        for (var filter = 0; filter < filters.Length; filter++)
        {
            var taps = new List<(int, int, T)>();
            for (var i = 0; i < shape.Taps; i++)
            {
                var weight = weights[filter * shape.Taps + i];
                if (weight != T.Zero)
                {
                    var (c, ky, kx) = (i / (k * k), i / k % k, i % k);
                    taps.Add(((c * s + ky % s) * s + kx % s, ky / s * Pitch + kx / s, weight));
                }
            }

            filters[filter] = [.. taps];
        }
    }

    private int Reach => (shape.Kernel - 1) / shape.Stride;

    private int Pitch => shape.OutputWidth + Reach;

    /// <summary>Convolves, without ReLU.</summary>
    /// <param name="input">The input map.</param>
    /// <returns>bias + weights x input for every output position.</returns>
    public FeatureMap<T> Run(FeatureMap<T> input)
    {
        var planes = Planes(input);
        var size = (shape.OutputHeight - 1) * Pitch + shape.OutputWidth;
        var planeSize = (shape.OutputHeight + Reach) * Pitch;
        var sums = new T[size];
        var output = new T[shape.OutputChannels * shape.OutputHeight * shape.OutputWidth];
        for (var filter = 0; filter < filters.Length; filter++)
        {
            sums.AsSpan().Fill(bias[filter]);
            foreach (var (plane, shift, weight) in filters[filter])
            {
                TensorPrimitives.MultiplyAdd(planes.AsSpan(plane * planeSize + shift, size), weight, sums, sums);
            }

            for (var y = 0; y < shape.OutputHeight; y++)
            {
                sums.AsSpan(y * Pitch, shape.OutputWidth).CopyTo(output.AsSpan((filter * shape.OutputHeight + y) * shape.OutputWidth));
            }
        }

        return new FeatureMap<T>(shape.OutputChannels, shape.OutputHeight, shape.OutputWidth, output);
    }

    /// <summary>Per input channel and phase of the stride a padded plane whose rows are as long as the sums'.</summary>
    private T[] Planes(FeatureMap<T> input)
    {
        var s = shape.Stride;
        var height = shape.OutputHeight + Reach;
        var planes = new T[input.Channels * s * s * height * Pitch];
        var o = 0;
        for (var c = 0; c < input.Channels; c++)
        {
            for (var qy = 0; qy < s; qy++)
            {
                for (var qx = 0; qx < s; qx++)
                {
                    for (var j = 0; j < height; j++)
                    {
                        var y = s * j + qy - shape.Padding;
                        for (var i = 0; i < Pitch; i++)
                        {
                            var x = s * i + qx - shape.Padding;
                            planes[o++] =
                                y >= 0 && y < input.Height && x >= 0 && x < input.Width
                                    ? input.Values[(c * input.Height + y) * input.Width + x]
                                    : padding[c];
                        }
                    }
                }
            }
        }

        return planes;
    }
}
