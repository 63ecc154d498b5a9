// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Inference;

namespace SqueezeEdge.Packer.Execution;

/// <summary>What the kernels made of a frame.</summary>
/// <param name="Top">The best classes, best first.</param>
/// <param name="Sums">Accumulated activation of every class.</param>
/// <param name="Arena">The two blocks of arena the kernels ask for.</param>
public sealed record InferenceResult(IReadOnlyList<TopClass> Top, int[] Sums, ArenaBlocks Arena)
{
    /// <summary>Instructions of the whole inference; only from an emulator, and not with a trace, which would be counted along.</summary>
    public long? Instructions { get; init; }

    /// <summary>Instructions per tensor; only from an emulator that was asked for a profile, without a trace.</summary>
    public IReadOnlyList<long>? TensorInstructions { get; init; }

    /// <summary>How far into each block anything was written; only from an emulator, over all frames of a run.</summary>
    public ArenaBlocks? ArenaTouched { get; init; }

    /// <summary>Most stack the kernels used; only from an emulator, over all frames of a run.</summary>
    public int? StackBytes { get; init; }

    /// <summary>Output of every layer, if asked for.</summary>
    public MapTrace? Trace { get; init; }
}
