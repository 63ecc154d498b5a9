// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Cli.Results;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Files;

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
        var json = SharedOptions.Json();
        var command = new Verb(
            "explore",
            "Estimates size, RAM and instructions of SqueezeNets nobody has trained yet. "
                + "Options take lists with commas; every combination is explored.",
            "explore --version 1.0,1.1 --sr 0.125,0.25",
            "explore --input 96x96 --classes 10 --modules 4 --plot costs.svg"
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
                                var one = ExploreResult.Of(c, boards);
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
                ExploreTables.Show(terminal, explored);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static object Json(ExploreResult e)
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
                fits = f.Misfit is null,
                encoding = f.Encoding,
                estimatedSeconds = f.Seconds is { } s ? Math.Round(s, 3) : (double?)null,
                misfit = f.Misfit,
            }),
        };
    }
}
