// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Blob;

/// <summary>How the weights of one tensor are stored (docs/blob-format.md).</summary>
public enum TensorEncoding
{
    /// <summary>One Huffman codeword per weight, zeros included.</summary>
    Dense = 1,

    /// <summary>Huffman codewords of gaps and levels, nonzero weights only.</summary>
    Sparse = 2,

    /// <summary>Grouped units that need no decoding.</summary>
    Fast = 3,
}
