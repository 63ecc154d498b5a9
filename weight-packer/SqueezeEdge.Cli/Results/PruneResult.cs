// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Pruning;

namespace SqueezeEdge.Cli.Results;

/// <summary>What <c>prune</c> did.</summary>
/// <param name="File">The weights it wrote.</param>
/// <param name="Description">The description beside them.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Layers">What became of each layer.</param>
internal sealed record PruneResult(string File, string Description, string Model, IReadOnlyList<PrunedLayer> Layers)
{
    /// <summary>Weights of all layers.</summary>
    public long Weights => Layers.Sum(l => (long)l.Weights);

    /// <summary>Weights that were not zero before.</summary>
    public long NonzeroBefore => Layers.Sum(l => (long)l.Before);

    /// <summary>Weights that are not zero now.</summary>
    public long Nonzero => Layers.Sum(l => (long)l.After);
}
