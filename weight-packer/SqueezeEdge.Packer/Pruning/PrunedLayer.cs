// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Pruning;

/// <summary>What pruning did to one layer.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Weights">Its weights.</param>
/// <param name="Before">Nonzero weights before.</param>
/// <param name="After">Nonzero weights after.</param>
/// <param name="Energy">Share of the sum of squared weights that is kept, 0..1.</param>
public sealed record PrunedLayer(string Name, int Weights, int Before, int After, double Energy)
{
    /// <summary>Share of the weights that is not zero, 0..1.</summary>
    public double Density => (double)After / Weights;
}
