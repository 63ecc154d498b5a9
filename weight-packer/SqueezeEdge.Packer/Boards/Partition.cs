// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Boards;

/// <summary>One partition of a board's flash.</summary>
/// <param name="Name">Its name, 1..15 ASCII characters.</param>
/// <param name="Type">0 = app, 1 = data.</param>
/// <param name="SubType">Subtype within the type.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Bytes">Length.</param>
public sealed record Partition(string Name, byte Type, byte SubType, int Offset, int Bytes)
{
    /// <summary>Type of partitions that hold programs.</summary>
    public const byte App = 0;

    /// <summary>Type of all others used here.</summary>
    public const byte Data = 1;

    /// <summary>First byte after it.</summary>
    public int End => Offset + Bytes;
}
