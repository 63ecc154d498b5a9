// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;

namespace SqueezeEdge.Cli.Results;

/// <summary>What <c>pack</c> wrote.</summary>
/// <param name="File">The blob.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="BlobBytes">Bytes of the blob without label text.</param>
/// <param name="LabelBytes">Bytes of label text.</param>
/// <param name="ArenaBytes">RAM of an inference.</param>
/// <param name="Layers">Its tensors.</param>
internal sealed record PackResult(
    string File,
    string Model,
    int BlobBytes,
    int LabelBytes,
    int ArenaBytes,
    IReadOnlyList<LayerResult> Layers
)
{
    /// <summary>Sums up a blob.</summary>
    public static PackResult Of(string file, PackedModel packed) =>
        new(file, packed.Model.Network.Name, packed.BlobBytes, packed.LabelBytes, new ArenaPlan(packed).Total, LayerResult.Of(packed));
}
