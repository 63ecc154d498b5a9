// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Inference;

/// <summary>The float32 forward pass of a trained network: the yardstick of the integer ones.</summary>
public sealed class FloatNetwork
{
    private readonly FloatModel model;
    private readonly SparseConvolution<float>[] convolutions;

    /// <summary>Prepares the network.</summary>
    /// <param name="model">The network.</param>
    public FloatNetwork(FloatModel model)
    {
        this.model = model;
        convolutions = [.. model.Tensors.Select(t => new SparseConvolution<float>(t.Shape, t.Weights, t.Bias))];
    }

    /// <summary>Pixels as the network wants them: (pixel - mean) / deviation.</summary>
    /// <param name="planes">Pixels in network channel order.</param>
    /// <param name="input">What the network expects.</param>
    /// <returns>The normalised map.</returns>
    public static FeatureMap<float> Normalise(byte[] planes, InputDescription input)
    {
        var size = input.Width * input.Height;
        var values = new float[planes.Length];
        for (var i = 0; i < planes.Length; i++)
        {
            values[i] = (planes[i] - input.Mean[i / size]) / input.Deviation[i / size];
        }

        return new FeatureMap<float>(input.Channels, input.Height, input.Width, values);
    }

    /// <summary>One tensor before its ReLU.</summary>
    /// <param name="tensor">Index of the tensor.</param>
    /// <param name="input">Its input map.</param>
    /// <returns>Its accumulated outputs.</returns>
    public FeatureMap<float> Accumulate(int tensor, FeatureMap<float> input) => convolutions[tensor].Run(input);

    /// <summary>Classifies an input.</summary>
    /// <param name="planes">Pixels in network channel order, input width x height x channels bytes.</param>
    /// <returns>The logit of each class: the average of the last convolution's outputs, after ReLU if the network has one there.</returns>
    public float[] Run(byte[] planes) => Average(Positions(planes));

    /// <summary>The map that is averaged: the logit of each class at each position.</summary>
    /// <param name="planes">Pixels in network channel order, input width x height x channels bytes.</param>
    /// <returns>The last convolution's outputs, after ReLU if the network has one there.</returns>
    public FeatureMap<float> Positions(byte[] planes)
    {
        var map = Normalise(planes, model.Network.Input);
        var tensor = 0;
        for (var i = 0; i < model.Network.Operations.Count; i++)
        {
            switch (model.Network.Operations[i])
            {
                case Convolution:
                    map = Accumulate(tensor++, map);
                    map = tensor < model.Tensors.Count || model.Network.FinalRelu ? Rectify(map) : map;
                    break;
                case Fire fire:
                    var squeezed = Rectify(Accumulate(tensor++, map));
                    var expanded = Rectify(Accumulate(tensor++, squeezed)).Concatenate(Rectify(Accumulate(tensor++, squeezed)));
                    map = fire.Bypass switch
                    {
                        Bypass.Simple => Add(expanded, map),
                        Bypass.Complex => Add(expanded, Accumulate(tensor++, map)),
                        _ => expanded,
                    };
                    break;
                case MaxPool pool:
                    map = Pooling.Max(map, pool, model.Shapes.Operations[i]);
                    break;
            }
        }

        return map;
    }

    /// <summary>ReLU, in place.</summary>
    /// <param name="map">A map.</param>
    /// <returns>The same map.</returns>
    public static FeatureMap<float> Rectify(FeatureMap<float> map)
    {
        System.Numerics.Tensors.TensorPrimitives.Max(map.Values, 0f, map.Values);
        return map;
    }

    /// <summary>A fire module's expand output plus what its bypass carries, after ReLU.</summary>
    /// <param name="expanded">Output of the expand layers; overwritten with the result.</param>
    /// <param name="addend">A map of the same size.</param>
    /// <returns>The first map.</returns>
    public static FeatureMap<float> Add(FeatureMap<float> expanded, FeatureMap<float> addend)
    {
        System.Numerics.Tensors.TensorPrimitives.Add(expanded.Values, addend.Values, expanded.Values);
        return Rectify(expanded);
    }

    private static float[] Average(FeatureMap<float> map) =>
        [
            .. Enumerable
                .Range(0, map.Channels)
                .Select(c =>
                    System.Numerics.Tensors.TensorPrimitives.Sum<float>(map.Values.AsSpan(c * map.PlaneSize, map.PlaneSize)) / map.PlaneSize
                ),
        ];
}
