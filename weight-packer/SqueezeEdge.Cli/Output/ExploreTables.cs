// SPDX-License-Identifier: MIT
using SqueezeEdge.Cli.Results;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Exploration;

namespace SqueezeEdge.Cli.Output;

/// <summary>The tables of <c>explore</c>.</summary>
internal static class ExploreTables
{
    public static void Show(Terminal terminal, IReadOnlyList<ExploreResult> explored)
    {
        if (explored is [{ Estimate: { } only }])
        {
            terminal.Table(Layers(only));
        }

        terminal.Table(Costs(explored));
        foreach (var e in explored.Where(e => e.Problem is not null))
        {
            terminal.Line($"{e.Candidate.Label}: {e.Problem}");
        }

        terminal.Table(Boards(explored));
        terminal.Line(
            "Nothing here is measured: sizes and instructions are estimates (docs/explore.md says how good), seconds assume "
                + $"{Board.CyclesPerInstruction} cycles an instruction. Accuracy is not estimated."
        );
    }

    private static ResultTable Costs(IReadOnlyList<ExploreResult> explored)
    {
        var table = new ResultTable("Estimates (fast / compact encoding)")
            .Text("network")
            .Number("parameters")
            .Number("M MACs", leaveOut: 2)
            .Number("nonzero\nM MACs", leaveOut: 1)
            .Number("blob\nKB")
            .Number("arena\nKB")
            .Number("M instr.\nrv32")
            .Number("M instr.\nxtensa", leaveOut: 3);
        foreach (var e in explored)
        {
            if (e.Estimate is not { } n)
            {
                table.Row(e.Candidate.Label, "cannot run", "", "", "", "", "", "");
                continue;
            }

            table.Row(
                e.Candidate.Label,
                $"{n.Parameters:N0}",
                $"{n.Macs / 1e6:N1}",
                $"{n.NonzeroMacs / 1e6:N1}",
                Both(n, x => x.BlobBytes / 1e3),
                Both(n, x => x.ArenaBytes / 1e3),
                Both(n, x => x.Instructions["rv32"] / 1e6),
                Both(n, x => x.Instructions["xtensa"] / 1e6)
            );
        }

        return table;
    }

    private static ResultTable Boards(IReadOnlyList<ExploreResult> explored)
    {
        var table = new ResultTable("Boards: the faster encoding that fits, with estimated seconds an inference")
            .Text("network")
            .Text("board")
            .Number("seconds")
            .Text("encoding");
        foreach (var e in explored)
        {
            for (var i = 0; i < e.Fits.Count; i++)
            {
                var f = e.Fits[i];
                table.Row(
                    i == 0 ? e.Candidate.Label : "",
                    f.Board.Name,
                    f.Seconds is { } s ? $"{s:0.0#}" : "",
                    f.Encoding ?? $"none: {f.Misfit}"
                );
            }
        }

        return table;
    }

    private static ResultTable Layers(NetworkEstimate estimate)
    {
        var table = new ResultTable("Layers").Text("layer").Number("output").Number("parameters").Number("M MACs");
        foreach (var t in estimate.Shapes.Tensors)
        {
            table.Row(
                t.Name,
                $"{t.OutputWidth}x{t.OutputHeight}x{t.OutputChannels}",
                $"{t.Weights + t.OutputChannels:N0}",
                $"{(long)t.Weights * t.OutputWidth * t.OutputHeight / 1e6:N2}"
            );
        }

        return table;
    }

    private static string Both(NetworkEstimate estimate, Func<EncodingEstimate, double> figure) =>
        $"{Short(figure(estimate.Fast))} / {Short(figure(estimate.Compact))}";

    private static string Short(double value) => value >= 100 ? $"{value:N0}" : $"{value:N1}";
}
