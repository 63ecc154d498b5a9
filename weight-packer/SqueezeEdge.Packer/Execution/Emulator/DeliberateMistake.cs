// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Execution.Emulator;

/// <summary>Mistakes the emulated program makes on request, to show that its guards notice them.</summary>
public enum DeliberateMistake
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Reads just past the RAM.</summary>
    StrayRead = 1,

    /// <summary>Writes just past the RAM.</summary>
    StrayWrite = 2,

    /// <summary>Writes into the blob (noticed on rv32 only).</summary>
    BlobWrite = 3,

    /// <summary>Uses more stack than there is.</summary>
    StackOverflow = 4,

    /// <summary>Writes past the end of the arena.</summary>
    ArenaOverrun = 5,

    /// <summary>Never ends.</summary>
    Endless = 6,
}
