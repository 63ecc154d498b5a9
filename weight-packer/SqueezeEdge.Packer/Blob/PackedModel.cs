// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Blob;

/// <summary>A network as it lies in a blob.</summary>
/// <param name="Model">The network. Means and deviations are folded into its weights and read back as 0 and 1; of the identity only
/// the first 8 bytes are kept.</param>
/// <param name="Encodings">Encoding of each tensor.</param>
/// <param name="TensorBytes">Bytes of each tensor in the weights section.</param>
/// <param name="BlobBytes">Bytes of the blob without the label text.</param>
/// <param name="LabelBytes">Bytes of the labels section.</param>
public sealed record PackedModel(
    QuantizedModel Model,
    IReadOnlyList<TensorEncoding> Encodings,
    IReadOnlyList<int> TensorBytes,
    int BlobBytes,
    int LabelBytes
);
