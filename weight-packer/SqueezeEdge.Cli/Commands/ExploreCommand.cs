// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Exploration;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>explore</c>: what networks of the SqueezeNet family would cost, before any is trained.</summary>
internal static class ExploreCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new ExploreOptions();
        var plot = new Option<string?>("--plot")
        {
            Description = "a .png or .svg file to draw: blob size against instructions, marked by the boards that fit",
        };
        var json = Inputs.Json();
        var command = new Command(
            "explore",
            "Estimates size, RAM and instructions of SqueezeNets nobody has trained yet. Options take lists with commas; every combination is explored."
        );
        options.AddTo(command);
        command.Add(plot);
        command.Add(json);
        command.SetAction(result =>
        {
            var candidates = options.Candidates(result);
            var boards = Board.LoadAll(RepositoryLayout.Find().BoardsFolder);
            var explored = terminal.Progress(
                "Estimating",
                progress =>
                    candidates
                        .Select(
                            (c, i) =>
                            {
                                var one = Exploration.Of(c, boards);
                                progress.Report((i + 1.0) / candidates.Count);
                                return one;
                            }
                        )
                        .ToArray()
            );
            if (explored.All(e => e.Estimate is null))
            {
                throw new ModelException($"{explored[0].Candidate.Label}: {explored[0].Problem}");
            }

            if (result.GetValue(plot) is { } file)
            {
                ExplorePlot.Save(file, explored);
                terminal.Note($"Drew {file}.");
            }

            if (result.GetValue(json))
            {
                terminal.Json(explored.Select(Json));
            }
            else
            {
                Tables(terminal, explored, boards);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static object Json(Exploration e)
    {
        var family = e.Candidate.Family;
        return new
        {
            configuration = e.Candidate.Label,
            baseE = family.BaseE,
            incrE = family.IncrE,
            freq = family.Freq,
            squeezeRatio = family.SqueezeRatio,
            pct3x3 = family.Pct3x3,
            modules = family.Modules,
            conv1 = family.Conv1,
            poolsAfter = family.PoolsAfter,
            bypass = family.Bypass.ToString().ToLowerInvariant(),
            width = e.Candidate.Width,
            height = e.Candidate.Height,
            channels = e.Candidate.Channels,
            classes = e.Candidate.Classes,
            density = e.Candidate.Density.ToString(),
            problem = e.Problem,
            parameters = e.Estimate?.Parameters,
            macs = e.Estimate?.Macs,
            nonzeroMacs = e.Estimate?.NonzeroMacs,
            fast = e.Estimate?.Fast,
            compact = e.Estimate?.Compact,
            boards = e.Fits.Select(f => new
            {
                board = f.Board.Name,
                encoding = f.Encoding,
                estimatedSeconds = f.Seconds is { } s ? Math.Round(s, 3) : (double?)null,
                misfit = f.Misfit,
            }),
        };
    }

    private static void Tables(Terminal terminal, Exploration[] explored, IReadOnlyList<Board> boards)
    {
        if (explored is [{ Estimate: { } only }])
        {
            Layers(terminal, only);
        }

        var costs = Layout.Table(
            "Estimates (fast / compact encoding)",
            "network",
            "#parameters",
            "#M MACs",
            "#nonzero",
            "#blob KB",
            "#arena KB",
            "#M instr. rv32",
            "#M instr. xtensa"
        );
        foreach (var e in explored)
        {
            if (e.Estimate is not { } n)
            {
                costs.Row(e.Candidate.Label, "cannot run", "", "", "", "", "", "");
                continue;
            }

            costs.Row(
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

        terminal.Console.Write(costs);
        foreach (var e in explored.Where(e => e.Problem is not null))
        {
            terminal.Line($"{e.Candidate.Label}: {e.Problem}");
        }

        var fits = Layout.Table(
            "Boards: the faster encoding that fits, with estimated seconds an inference",
            ["network", .. boards.Select(b => b.Name)]
        );
        foreach (var e in explored.Where(e => e.Estimate is not null))
        {
            fits.Row([e.Candidate.Label, .. e.Fits.Select(f => f.Seconds is { } s ? $"{f.Encoding} {s:0.0#} s" : "no: " + f.Misfit)]);
        }

        terminal.Console.Write(fits);
        terminal.Line(
            "Nothing here is measured: sizes and instructions are estimates (docs/explore.md says how good), seconds assume "
                + $"{Board.CyclesPerInstruction} cycles an instruction. Accuracy is not estimated."
        );
    }

    private static void Layers(Terminal terminal, NetworkEstimate estimate)
    {
        var table = Layout.Table("Layers", "layer", "#output", "#parameters", "#M MACs");
        foreach (var t in estimate.Shapes.Tensors)
        {
            table.Row(
                t.Name,
                $"{t.OutputWidth}x{t.OutputHeight}x{t.OutputChannels}",
                $"{t.Weights + t.OutputChannels:N0}",
                $"{(long)t.Weights * t.OutputWidth * t.OutputHeight / 1e6:N2}"
            );
        }

        terminal.Console.Write(table);
    }

    private static string Both(NetworkEstimate estimate, Func<EncodingEstimate, double> figure) =>
        $"{Short(figure(estimate.Fast))} / {Short(figure(estimate.Compact))}";

    private static string Short(double value) => value >= 100 ? $"{value:N0}" : $"{value:N1}";
}
