// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Images;

/// <summary>A picture in memory.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Rgb">RGB888, row after row, 3 x width x height bytes.</param>
public sealed record Pixels(int Width, int Height, byte[] Rgb);
