// SPDX-License-Identifier: MIT
using SqueezeEdge.Cli.Results;

namespace SqueezeEdge.Cli.Output;

/// <summary>The tables of <c>demo</c>.</summary>
internal static class DemoTables
{
    private const int Shown = 8;

    public static void Show(Terminal terminal, DemoResult demo)
    {
        terminal.Line(
            $"{demo.Model} on the emulated {demo.Target}: {demo.Frames.Count} camera frame{(demo.Frames.Count == 1 ? "" : "s")} of "
                + $"{demo.FrameWidth}x{demo.FrameHeight} pixels, each streamed row by row"
        );
        terminal.Table(demo.Right is null ? BestClasses(demo.Frames[0]) : Frames(demo));
        terminal.Table(Measured(demo));
    }

    private static ResultTable BestClasses(DemoFrame frame)
    {
        var table = new ResultTable("Best classes").Text("").Number("");
        foreach (var t in frame.Top)
        {
            table.Row(t.Label, $"{100 * t.Probability:0.0} %");
        }

        return table;
    }

    private static ResultTable Frames(DemoResult demo)
    {
        var table = new ResultTable("Frames").Text("shows").Text("label given").Number("confidence").Text("");
        foreach (var frame in demo.Frames.Take(Shown))
        {
            var best = frame.Top[0];
            table.Row(frame.Label!, best.Label, $"{100 * best.Probability:0.0} %", frame.Right == true ? "" : "wrong");
        }

        return demo.Frames.Count > Shown ? table.Row($"... and {demo.Frames.Count - Shown} more", "", "", "") : table;
    }

    private static ResultTable Measured(DemoResult demo)
    {
        var facts = new ResultTable("Measured").Text("").Number("");
        if (demo.Right is { } right)
        {
            facts.Row("right labels", $"{right} of {demo.Frames.Count} ({100.0 * right / demo.Frames.Count:0.0} %)");
        }

        facts.Row("blob in flash", $"{demo.BlobBytes + demo.LabelBytes:N0} bytes");
        facts.Row("RAM (arena + peak stack)", $"{demo.ArenaBytes:N0} + {demo.StackBytes:N0} bytes");
        if (demo.Instructions is { } count)
        {
            facts.Row("instructions per frame", $"{count:N0}");
            foreach (var board in demo.Boards.Where(b => b.Fits))
            {
                var seconds = board.EstimatedSeconds!.Value;
                facts.Row($"{board.Title} (estimate)", seconds < 1 ? $"{1 / seconds:0.0} frames/s" : $"{seconds:0.0} s/frame");
            }
        }

        return facts;
    }
}
