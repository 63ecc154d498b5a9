// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Quantization;

/// <summary>How a model is quantized.</summary>
/// <param name="Bits">Bits of a weight, 2..8: 2^bits levels, the zero included.</param>
/// <param name="Progress">Told the layer being quantized and the share done, 0..1; may be null.</param>
public sealed record QuantizationOptions(int Bits = 6, IProgress<(string Stage, double Fraction)>? Progress = null);
