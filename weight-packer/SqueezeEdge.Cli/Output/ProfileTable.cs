// SPDX-License-Identifier: MIT
using SqueezeEdge.Cli.Results;
using SqueezeEdge.Packer.Boards;

namespace SqueezeEdge.Cli.Output;

/// <summary>The table of <c>profile</c>.</summary>
internal static class ProfileTable
{
    public static void Show(Terminal terminal, ProfileResult profile)
    {
        var table = new ResultTable($"{profile.Model} on {profile.Target} ({profile.Encoding})")
            .Text("layer")
            .Number("instructions")
            .Number("share")
            .Number("nonzero\nMACs")
            .Number("instructions\n/MAC");
        foreach (var l in profile.Layers)
        {
            table.Row(
                l.Name,
                $"{l.Instructions:N0}",
                $"{100.0 * l.Instructions / profile.Instructions:0.0} %",
                $"{l.NonzeroMacs:N0}",
                $"{(double)l.Instructions / Math.Max(1, l.NonzeroMacs):0.00}"
            );
        }

        var macs = profile.Layers.Sum(l => l.NonzeroMacs);
        terminal.Table(
            table.Row(
                "whole inference",
                $"{profile.Instructions:N0}",
                "100 %",
                $"{macs:N0}",
                $"{(double)profile.Instructions / Math.Max(1, macs):0.00}"
            )
        );
        terminal.Line($"Arena {profile.ArenaBytes:N0} bytes; peak stack {profile.StackBytes:N0} bytes.");
        foreach (var board in profile.Boards)
        {
            terminal.Line(
                $"{board.Title}: about {board.EstimatedSeconds:0.0} s an inference at {board.ClockMhz} MHz (estimate: "
                    + $"{Board.CyclesPerInstruction} cycles an instruction; not measured on the board)."
            );
        }
    }
}
