// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Blob;

/// <summary>The RAM of an inference: two blocks that need not lie together.</summary>
/// <param name="Persistent">Bytes of what lives for a whole frame.</param>
/// <param name="Scratch">Bytes of what lives while a row is computed.</param>
public readonly record struct ArenaBlocks(int Persistent, int Scratch)
{
    /// <summary>Bytes of both.</summary>
    public int Total => Persistent + Scratch;
}
