// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Commands;

namespace SqueezeEdge.Cli.Tests;

/// <summary>The candidates that options of <c>explore</c> mean.</summary>
internal sealed class ExploreOptionsProbe
{
    /// <summary>Parses options.</summary>
    public ExploreOptionsProbe(params string[] options)
    {
        var explore = new ExploreOptions();
        var command = new Command("explore");
        explore.AddTo(command);
        Candidates = explore.Candidates(command.Parse(options));
    }

    /// <summary>What they mean.</summary>
    public IReadOnlyList<Candidate> Candidates { get; }
}
