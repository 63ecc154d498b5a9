// SPDX-License-Identifier: MIT
using System.Globalization;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Exploration;

/// <summary>The fraction of weights that pruning is assumed to keep: one for all tensors, or arXiv 1602.07360's Table 1.</summary>
public sealed class DensityAssumption
{
    /// <summary>Table 1, modules fire2..fire9: squeeze1x1, expand1x1, expand3x3.</summary>
    private static readonly (double Squeeze, double Expand1x1, double Expand3x3)[] Modules =
    [
        (1, 1, 0.33),
        (1, 1, 0.33),
        (1, 1, 0.33),
        (1, 1, 0.33),
        (1, 0.5, 0.33),
        (0.5, 1, 0.33),
        (1, 0.5, 0.3),
        (0.5, 1, 0.3),
    ];

    private const double LastConvolution = 0.2;

    private readonly double? uniform;

    private DensityAssumption(double? uniform) => this.uniform = uniform;

    /// <summary>Table 1. A network with another number of modules takes those at the same relative depth; what the table lacks
    /// (bypass1x1) is kept whole.</summary>
    public static DensityAssumption Paper { get; } = new(null);

    /// <summary>Reads an assumption.</summary>
    /// <param name="text"><c>paper</c>, or a number above 0 and at most 1.</param>
    /// <returns>The assumption.</returns>
    /// <exception cref="ModelException">It is neither.</exception>
    public static DensityAssumption Parse(string text) =>
        text == "paper" ? Paper
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 1
            ? new DensityAssumption(value)
        : throw new ModelException($"the density '{text}' is neither 'paper' nor a number above 0 and at most 1.");

    /// <inheritdoc/>
    public override string ToString() => uniform is { } value ? value.ToString(CultureInfo.InvariantCulture) : "paper";

    /// <summary>Fraction of a tensor's weights that are not zero.</summary>
    /// <param name="shapes">The network.</param>
    /// <param name="tensor">Index of the tensor.</param>
    /// <returns>Above 0, at most 1.</returns>
    public double Of(NetworkShapes shapes, int tensor)
    {
        if (uniform is { } value)
        {
            return value;
        }

        var shape = shapes.Tensors[tensor];
        if (shape.Role == TensorRole.Convolution)
        {
            return tensor > 0 && tensor == shapes.Tensors.Count - 1 ? LastConvolution : 1;
        }

        var fires = shapes.Network.Operations.OfType<Fire>().ToList();
        var module = Modules[fires.IndexOf((Fire)shapes.Network.Operations[shape.OperationIndex]) * Modules.Length / fires.Count];
        return shape.Role switch
        {
            TensorRole.Squeeze => module.Squeeze,
            TensorRole.Expand1x1 => module.Expand1x1,
            TensorRole.Expand3x3 => module.Expand3x3,
            _ => 1,
        };
    }
}
