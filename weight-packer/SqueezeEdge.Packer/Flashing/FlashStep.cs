// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Flashing;

/// <summary>One thing to do to a flash chip.</summary>
/// <param name="Address">First byte, a multiple of 4096.</param>
/// <param name="EraseBytes">Bytes to erase first, a multiple of 4096.</param>
/// <param name="Data">Bytes to write after that; empty = only erase.</param>
public sealed record FlashStep(int Address, int EraseBytes, byte[] Data);
