// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Execution.Host;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Verification;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>profile</c>: instructions, RAM and stack on an emulated microcontroller.</summary>
internal static class ProfileCommand
{
    public static Command Create(Terminal terminal)
    {
        var blob = Inputs.Blob();
        var on = Inputs.On("--on", "rv32", "rv32 or xtensa");
        var json = Inputs.Json();
        var command = new Command("profile", "Counts instructions per layer under the emulator.") { blob, on, json };
        command.SetAction(result =>
        {
            var (bytes, packed) = Inputs.ReadBlob(result.GetValue(blob)!);
            var target = Inputs.Target(result.GetValue(on)!);
            if (target is HostTarget)
            {
                throw new ModelException("instructions are counted by the emulators: choose --on rv32 or --on xtensa.");
            }

            var input = packed.Model.Network.Input;
            var frame = TestPattern.Create(input.Width, input.Height);
            var run = terminal.Progress(
                $"Running on {target.Name}",
                _ => target.Run(bytes, frame, RunOptions.Default with { Profile = true })
            );
            var boards = Board.LoadAll(RepositoryLayout.Find().BoardsFolder).Where(b => b.Target == target.Name).ToArray();
            Show(terminal, packed, target.Name, run, boards, result.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Show(Terminal terminal, PackedModel packed, string target, InferenceResult run, Board[] boards, bool json)
    {
        var layers = packed
            .Model.Tensors.Select(
                (t, i) =>
                    (
                        t.Shape.Name,
                        Instructions: run.TensorInstructions![i],
                        Macs: (long)t.Indices.Count(c => c != 0) * t.Shape.OutputHeight * t.Shape.OutputWidth
                    )
            )
            .ToArray();
        var encoding = string.Join('+', packed.Encodings.Distinct().Order().Select(e => e.ToString().ToLowerInvariant()));
        if (json)
        {
            terminal.Json(
                new
                {
                    target,
                    encoding,
                    instructions = run.Instructions,
                    arenaBytes = run.Arena.Total,
                    arenaTouched = run.ArenaTouched,
                    stackBytes = run.StackBytes,
                    layers = layers.Select(l => new
                    {
                        name = l.Name,
                        instructions = l.Instructions,
                        nonzeroMacs = l.Macs,
                    }),
                    estimates = boards.Select(b => new
                    {
                        board = b.Name,
                        clockMhz = b.ClockMhz,
                        estimatedSeconds = Math.Round(b.EstimateSeconds(run.Instructions!.Value), 3),
                    }),
                }
            );
            return;
        }

        var table = Layout.Table(
            $"{packed.Model.Network.Name} on {target} ({encoding})",
            "layer",
            "#instructions",
            "#share",
            "#nonzero MACs",
            "#instructions/MAC"
        );
        foreach (var l in layers)
        {
            table.Row(
                l.Name,
                $"{l.Instructions:N0}",
                $"{100.0 * l.Instructions / run.Instructions!.Value:0.0} %",
                $"{l.Macs:N0}",
                $"{(double)l.Instructions / Math.Max(1, l.Macs):0.00}"
            );
        }

        var macs = layers.Sum(l => l.Macs);
        table.Row(
            "whole inference",
            $"{run.Instructions:N0}",
            "100 %",
            $"{macs:N0}",
            $"{(double)run.Instructions!.Value / Math.Max(1, macs):0.00}"
        );
        terminal.Console.Write(table);
        terminal.Line($"Arena {run.Arena.Total:N0} bytes; peak stack {run.StackBytes:N0} bytes.");
        foreach (var board in boards)
        {
            terminal.Line(
                $"{board.Title}: about {board.EstimateSeconds(run.Instructions.Value):0.0} s an inference at {board.ClockMhz} MHz (estimate: {Board.CyclesPerInstruction} cycles an instruction; not measured on the board)."
            );
        }
    }
}
