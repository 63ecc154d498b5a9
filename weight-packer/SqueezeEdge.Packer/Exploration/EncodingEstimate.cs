// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;

namespace SqueezeEdge.Packer.Exploration;

/// <summary>What a network is estimated to need in one encoding.</summary>
/// <param name="BlobBytes">Bytes of the blob without label text.</param>
/// <param name="Layouts">The arena's blocks in every layout, fastest first: exact when fast; when compact the buffers of the weight
/// decoder are estimated.</param>
/// <param name="Instructions">Instructions of an inference by target: rv32, xtensa.</param>
public sealed record EncodingEstimate(int BlobBytes, IReadOnlyList<ArenaBlocks> Layouts, IReadOnlyDictionary<string, long> Instructions)
{
    /// <summary>Bytes of the arena in the fastest layout.</summary>
    public int ArenaBytes => Layouts[0].Total;
}
