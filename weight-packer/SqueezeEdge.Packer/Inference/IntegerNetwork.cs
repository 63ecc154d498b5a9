// SPDX-License-Identifier: MIT
using System.Numerics.Tensors;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Inference;

/// <summary>The integer reference: docs/arithmetic.md, written for clarity, whole maps at a time.</summary>
public sealed class IntegerNetwork
{
    private readonly QuantizedModel model;
    private readonly SparseConvolution<int>[] convolutions;

    /// <summary>Prepares the network.</summary>
    /// <param name="model">The network.</param>
    public IntegerNetwork(QuantizedModel model)
    {
        this.model = model;
        convolutions = [.. model.Tensors.Select((t, i) => Prepare(t, i == 0 ? model.PaddingPixel : null))];
    }

    /// <summary>The convolution of one quantized tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="paddingPixel">Value of padding pixels where it is the network's first tensor, else null.</param>
    /// <returns>The convolution, accumulating modulo 2^32.</returns>
    public static SparseConvolution<int> Prepare(QuantizedTensor tensor, byte[]? paddingPixel) =>
        new(
            tensor.Shape,
            Array.ConvertAll(tensor.Indices, c => (int)tensor.Codebook[c]),
            tensor.Bias,
            paddingPixel is null ? null : [.. paddingPixel.Take(tensor.Shape.InputChannels).Select(p => (int)p)]
        );

    /// <summary>ReLU, scaling and clamping to 0..255, in place.</summary>
    /// <param name="sums">Accumulated values.</param>
    /// <param name="tensor">The tensor they belong to.</param>
    /// <returns>The same map.</returns>
    public static FeatureMap<int> Requantize(FeatureMap<int> sums, QuantizedTensor tensor)
    {
        var v = sums.Values;
        for (var i = 0; i < v.Length; i++)
        {
            v[i] = Math.Clamp(unchecked(v[i] * tensor.Multiplier) >> tensor.Shift, 0, 255);
        }

        return sums;
    }

    /// <summary>Classifies an input.</summary>
    /// <param name="planes">Pixels in network channel order, input width x height x channels bytes.</param>
    /// <param name="observer">Sees every map, or null.</param>
    /// <returns>The accumulated activation of each class.</returns>
    public int[] Run(byte[] planes, IMapObserver? observer = null)
    {
        var input = model.Network.Input;
        var map = new FeatureMap<int>(input.Channels, input.Height, input.Width, Array.ConvertAll(planes, p => (int)p));
        var tensor = 0;
        for (var i = 0; i < model.Network.Operations.Count; i++)
        {
            switch (model.Network.Operations[i])
            {
                case Convolution when tensor == convolutions.Length - 1:
                    return Sum(convolutions[tensor].Run(map));
                case Convolution:
                    map = Layer(tensor++, map, observer);
                    break;
                case Fire fire:
                    var squeezed = Layer(tensor++, map, observer);
                    var expanded = Layer(tensor++, squeezed, observer).Concatenate(Layer(tensor++, squeezed, observer));
                    if (fire.Bypass != Bypass.None)
                    {
                        Add(expanded, fire.Bypass == Bypass.Complex ? Layer(tensor++, map, observer) : map, model.Additions[i]);
                        observer?.Operation(i, expanded);
                    }

                    map = expanded;
                    break;
                case MaxPool pool:
                    map = Pooling.Max(map, pool, model.Shapes.Operations[i]);
                    observer?.Operation(i, map);
                    break;
            }
        }

        throw new InvalidOperationException("a network ends with a convolution and the global average.");
    }

    /// <summary>Adds what a bypass carries, in place.</summary>
    /// <param name="expanded">Output of the expand layers, 0..255.</param>
    /// <param name="carried">What the bypass carries, 0..255: a map of the same size.</param>
    /// <param name="addition">How.</param>
    /// <returns>The first map.</returns>
    public static FeatureMap<int> Add(FeatureMap<int> expanded, FeatureMap<int> carried, BypassAddition addition)
    {
        var values = expanded.Values;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = addition.Add(values[i], carried.Values[i]);
        }

        return expanded;
    }

    private FeatureMap<int> Layer(int tensor, FeatureMap<int> input, IMapObserver? observer)
    {
        var map = Requantize(convolutions[tensor].Run(input), model.Tensors[tensor]);
        observer?.Tensor(tensor, map);
        return map;
    }

    private static int[] Sum(FeatureMap<int> sums)
    {
        TensorPrimitives.Max(sums.Values, 0, sums.Values);
        return
        [
            .. Enumerable
                .Range(0, sums.Channels)
                .Select(c => TensorPrimitives.Sum<int>(sums.Values.AsSpan(c * sums.PlaneSize, sums.PlaneSize))),
        ];
    }
}
