// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Pruning;

/// <summary>
/// Sets the smallest weights of each layer to zero (Han et al., arXiv 1506.02626). Alone it costs accuracy; the method needs
/// the remaining weights to be retrained.
/// </summary>
public static class MagnitudePruning
{
    /// <summary>Prunes a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rules">Densities; of several rules for one layer the last counts, a layer without one is kept as it is.</param>
    /// <returns>The pruned model, biases untouched, and what was done to each layer.</returns>
    /// <exception cref="ModelException">A rule is for no layer, or its density is out of range.</exception>
    public static (FloatModel Model, IReadOnlyList<PrunedLayer> Layers) Prune(FloatModel model, IReadOnlyList<DensityRule> rules)
    {
        var names = model.Tensors.Select(t => t.Shape.Name).ToList();
        if (rules.FirstOrDefault(r => !names.Any(r.Checked().Matches)) is { } idle)
        {
            throw new ModelException($"'{idle.Pattern}' is no layer of '{model.Network.Name}'. It has {string.Join(", ", names)}.");
        }

        var pruned = model
            .Tensors.Select(t =>
                rules.LastOrDefault(r => r.Matches(t.Shape.Name)) is { } rule
                    ? t with
                    {
                        Weights = Largest(t.Weights, (int)Math.Round(rule.Density * t.Weights.Length, MidpointRounding.AwayFromZero)),
                    }
                    : t
            )
            .ToList();
        return (model with { Tensors = pruned }, [.. model.Tensors.Zip(pruned, Compare)]);
    }

    /// <summary>Keeps so many of the largest weights, of equal ones those that come first.</summary>
    private static float[] Largest(float[] weights, int count)
    {
        var order = Enumerable.Range(0, weights.Length).OrderByDescending(i => MathF.Abs(weights[i])).Take(count);
        var kept = new float[weights.Length];
        foreach (var i in order)
        {
            kept[i] = weights[i];
        }

        return kept;
    }

    private static PrunedLayer Compare(FloatTensor before, FloatTensor after)
    {
        var whole = before.Weights.Sum(w => (double)w * w);
        return new PrunedLayer(
            before.Shape.Name,
            before.Weights.Length,
            before.Weights.Count(w => w != 0),
            after.Weights.Count(w => w != 0),
            whole > 0 ? after.Weights.Sum(w => (double)w * w) / whole : 1
        );
    }
}
