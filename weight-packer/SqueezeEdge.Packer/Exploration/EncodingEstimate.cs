// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Exploration;

/// <summary>What a network is estimated to need in one encoding.</summary>
/// <param name="BlobBytes">Bytes of the blob without label text.</param>
/// <param name="ArenaBytes">Bytes of the arena: exact when fast; when compact the buffer of the weight decoder is estimated.</param>
/// <param name="Instructions">Instructions of an inference by target: rv32, xtensa.</param>
public sealed record EncodingEstimate(int BlobBytes, int ArenaBytes, IReadOnlyDictionary<string, long> Instructions);
