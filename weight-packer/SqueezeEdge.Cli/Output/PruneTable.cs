// SPDX-License-Identifier: MIT
using SqueezeEdge.Cli.Results;

namespace SqueezeEdge.Cli.Output;

/// <summary>The table of <c>prune</c>.</summary>
internal static class PruneTable
{
    public static void Show(Terminal terminal, PruneResult result)
    {
        var table = new ResultTable($"{result.Model} -> {result.File}")
            .Text("layer")
            .Number("weights")
            .Number("nonzero\nbefore")
            .Number("nonzero\nafter")
            .Number("density")
            .Number("squared\nweights kept");
        foreach (var l in result.Layers)
        {
            table.Row(l.Name, $"{l.Weights:N0}", $"{l.Before:N0}", $"{l.After:N0}", $"{100 * l.Density:0.0} %", $"{100 * l.Energy:0.0} %");
        }

        terminal.Table(
            table.Row(
                "total",
                $"{result.Weights:N0}",
                $"{result.NonzeroBefore:N0}",
                $"{result.Nonzero:N0}",
                $"{100.0 * result.Nonzero / result.Weights:0.0} %",
                ""
            )
        );
    }
}
