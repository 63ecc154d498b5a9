// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Execution.Host;

/// <summary>Facts about an opened blob (<c>sqe_info</c>).</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Identity">First 8 bytes of the SHA-256 of the model file.</param>
/// <param name="InputWidth">Input width in pixels.</param>
/// <param name="InputHeight">Input height in pixels.</param>
/// <param name="InputChannels">1 or 3.</param>
/// <param name="Classes">Classes.</param>
/// <param name="Operations">Operations.</param>
/// <param name="Tensors">Weight tensors.</param>
/// <param name="NonzeroWeights">Weights that are not 0.</param>
/// <param name="LabelBytes">Bytes of label text; 0 = none.</param>
/// <param name="Multiplications">Of a frame: nonzero weights of each tensor x its output positions, summed.</param>
public sealed record BlobInfo(
    string Name,
    byte[] Identity,
    int InputWidth,
    int InputHeight,
    int InputChannels,
    int Classes,
    int Operations,
    int Tensors,
    long NonzeroWeights,
    int LabelBytes,
    long Multiplications
);
