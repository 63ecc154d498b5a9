// SPDX-License-Identifier: MIT
using System.Numerics;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Inference;

/// <summary>Max pooling; windows are cut at the right and bottom edge.</summary>
public static class Pooling
{
    /// <summary>Pools a map.</summary>
    /// <typeparam name="T">Value type.</typeparam>
    /// <param name="input">The map.</param>
    /// <param name="pool">Kernel and stride.</param>
    /// <param name="shape">Size of the result.</param>
    /// <returns>The pooled map.</returns>
    public static FeatureMap<T> Max<T>(FeatureMap<T> input, MaxPool pool, OperationShape shape)
        where T : unmanaged, INumber<T>
    {
        var output = new T[shape.Channels * shape.Height * shape.Width];
        var o = 0;
        for (var c = 0; c < shape.Channels; c++)
        {
            for (var y = 0; y < shape.Height; y++)
            {
                var bottom = Math.Min(pool.Stride * y + pool.Kernel, input.Height);
                for (var x = 0; x < shape.Width; x++)
                {
                    var right = Math.Min(pool.Stride * x + pool.Kernel, input.Width);
                    var best = input.Values[(c * input.Height + pool.Stride * y) * input.Width + pool.Stride * x];
                    for (var j = pool.Stride * y; j < bottom; j++)
                    {
                        for (var i = pool.Stride * x; i < right; i++)
                        {
                            best = T.Max(best, input.Values[(c * input.Height + j) * input.Width + i]);
                        }
                    }

                    output[o++] = best;
                }
            }
        }

        return new FeatureMap<T>(shape.Channels, shape.Height, shape.Width, output);
    }
}
