// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Inference;

/// <summary>One class of a result.</summary>
/// <param name="Index">0-based class.</param>
/// <param name="Sum">Accumulated activation, the logit in integer units.</param>
/// <param name="Probability">Softmax probability in 1/65536.</param>
public readonly record struct TopClass(int Index, int Sum, int Probability);
