// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Inference;

namespace SqueezeEdge.Packer.Execution.Emulator;

/// <summary>What the emulated program said about one frame.</summary>
public sealed class FrameReport
{
    /// <summary>The best classes.</summary>
    public List<TopClass> Top { get; } = [];

    /// <summary>Instructions of the inference.</summary>
    public long Instructions { get; set; }

    /// <summary>Instructions per tensor; empty without a profile.</summary>
    public List<long> TensorInstructions { get; } = [];
}
