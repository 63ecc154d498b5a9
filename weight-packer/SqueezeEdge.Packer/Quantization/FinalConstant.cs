// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Quantization;

/// <summary>
/// Makes a network without a ReLU after its last convolution exact for kernels that always have one. The same constant is added to
/// the bias of every class: softmax and the order of classes do not change, and no position's logit is negative any more.
/// </summary>
public static class FinalConstant
{
    /// <summary>The constant is so many times the most negative logit of a position, as other pictures may go further.</summary>
    public const double Margin = 1.5;

    /// <summary>Adds the constant.</summary>
    /// <param name="model">A network.</param>
    /// <param name="inputs">Calibration images as planes in network channel order, at least one.</param>
    /// <returns>A network with a ReLU after its last convolution that gives the same probabilities; the network itself if it has
    /// one.</returns>
    public static FloatModel Add(FloatModel model, IReadOnlyList<byte[]> inputs)
    {
        if (model.Network.FinalRelu)
        {
            return model;
        }

        var network = new FloatNetwork(model);
        var lowest = inputs.AsParallel().Min(planes => network.Positions(planes).Values.Min());
        var constant = (float)(Margin * Math.Max(0, -lowest));
        var last = model.Tensors[^1];
        return model with
        {
            Network = model.Network with { FinalRelu = true },
            Tensors = [.. model.Tensors.SkipLast(1), last with { Bias = [.. last.Bias.Select(b => b + constant)] }],
        };
    }
}
