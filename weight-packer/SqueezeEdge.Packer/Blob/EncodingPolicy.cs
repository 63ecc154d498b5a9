// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Blob;

/// <summary>What the choice of encodings aims at.</summary>
public enum EncodingPolicy
{
    /// <summary>The smallest blob.</summary>
    Compact,

    /// <summary>The fewest instructions.</summary>
    Fast,

    /// <summary>The fewest instructions within a budget of flash.</summary>
    Auto,
}
