// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Topology;

/// <summary>Output map of one operation.</summary>
/// <param name="Channels">Channels.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public readonly record struct OperationShape(int Channels, int Width, int Height);
