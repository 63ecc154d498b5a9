// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;

namespace SqueezeEdge.Packer.Execution;

/// <summary>How to run an inference.</summary>
public sealed record RunOptions
{
    /// <summary>The defaults.</summary>
    public static RunOptions Default { get; } = new();

    /// <summary>Rows handed to the kernels at a time.</summary>
    public int RowsPerPush { get; init; } = 1;

    /// <summary>Layout of the arena: 0, the fastest, to <see cref="ArenaPlan.Layouts"/> - 1, the smallest.</summary>
    public int Layout { get; init; }

    /// <summary>How many of the best classes to return, 0..64.</summary>
    public int Top { get; init; } = 5;

    /// <summary>Whether to record the output of every layer.</summary>
    public bool Trace { get; init; }

    /// <summary>Whether to count per tensor (instructions; not on the host).</summary>
    public bool Profile { get; init; }

    /// <summary>When an emulator is taken for hanging, per frame.</summary>
    public TimeSpan TimeoutPerFrame { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ModelException">A value is out of range.</exception>
    public void Validate()
    {
        if (RowsPerPush < 1)
        {
            throw new ModelException($"rows per push is {RowsPerPush}; it must be at least 1.");
        }

        if (Layout < 0 || Layout >= ArenaPlan.Layouts)
        {
            throw new ModelException($"the layout is {Layout}; it must be 0 to {ArenaPlan.Layouts - 1}.");
        }

        if (Top is < 0 or > 64)
        {
            throw new ModelException($"the number of classes is {Top}; it must be 0 to 64.");
        }
    }
}
