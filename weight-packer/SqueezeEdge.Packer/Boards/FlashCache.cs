// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Boards;

/// <summary>The cache between a core and its memory-mapped flash, from which weights are read.</summary>
/// <param name="Bytes">Its size, 4,096..65,536.</param>
/// <param name="Ways">Lines that compete for the same place, 1..8.</param>
/// <param name="Line">Bytes fetched at a time, 16..64.</param>
public sealed record FlashCache(int Bytes, int Ways, int Line);
