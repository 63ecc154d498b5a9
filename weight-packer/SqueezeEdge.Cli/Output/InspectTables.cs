// SPDX-License-Identifier: MIT
using SqueezeEdge.Cli.Results;

namespace SqueezeEdge.Cli.Output;

/// <summary>The tables of <c>inspect</c>: the paper's Table 1 for a blob, its RAM and the boards.</summary>
internal static class InspectTables
{
    public static void Show(Terminal terminal, InspectResult blob)
    {
        var input = blob.Input;
        terminal.Line($"{blob.Model}: {input.Width}x{input.Height} {input.Order.ToString().ToUpperInvariant()}, {blob.Classes} classes");
        terminal.Line($"From model {blob.Identity}");
        terminal.Table(Layers(blob));
        terminal.Line($"Blob without label text: {blob.BlobBytes:N0} bytes; label text: {blob.LabelBytes:N0} bytes.");
        terminal.Line($"A frame needs {blob.Multiplications:N0} multiplications.");
        var memory = new ResultTable("RAM (arena)").Text("buffer").Text("lives").Number("bytes");
        foreach (var buffer in blob.Buffers)
        {
            memory.Row(buffer.Name, buffer.Persistent ? "whole frame" : "one row", $"{buffer.Bytes:N0}");
        }

        memory.Row("persistent block", "", $"{blob.ArenaBlocks[0]:N0}");
        memory.Row("scratch block", "", $"{blob.ArenaBlocks[1]:N0}");
        terminal.Table(memory);
        var layouts = new ResultTable("Layouts: the kernels take the first that fits")
            .Number("layout")
            .Number("persistent")
            .Number("scratch");
        for (var l = 0; l < blob.Layouts.Count; l++)
        {
            layouts.Row($"{l}", $"{blob.Layouts[l].Persistent:N0}", $"{blob.Layouts[l].Scratch:N0}");
        }

        terminal.Table(layouts);
        terminal.Line(
            $"Frames of another size than {input.Width}x{input.Height} need {blob.ResamplingBytes:N0} bytes more for resampling."
        );
        var boards = new ResultTable("Boards")
            .Text("board")
            .Text("chip")
            .Number("room for\nblob")
            .Number("largest\nRAM block")
            .Text("fits");
        foreach (var board in blob.Boards)
        {
            boards.Row(
                board.Title,
                board.Chip,
                $"{board.ModelBytes:N0}",
                $"{board.RamBlocks[0]:N0}",
                board.Misfit ?? $"layout {board.Layout}"
            );
        }

        terminal.Table(boards);
    }

    private static ResultTable Layers(InspectResult blob)
    {
        var table = new ResultTable("Layers (the paper's Table 1)")
            .Text("layer")
            .Number("output")
            .Number("kernel\n/stride", leaveOut: 2)
            .Number("density")
            .Number("bits", leaveOut: 3)
            .Number("parameters", leaveOut: 1)
            .Number("after\npruning")
            .Text("encoding")
            .Number("bytes");
        foreach (var l in blob.Layers)
        {
            table.Row(
                l.Name,
                $"{l.OutputWidth}x{l.OutputHeight}x{l.Filters}",
                $"{l.Kernel}x{l.Kernel}/{l.Stride}",
                $"{100.0 * l.Nonzero / l.Weights:0} %",
                $"{l.Bits}",
                $"{l.Weights + l.Filters:N0}",
                $"{l.Nonzero + l.Filters:N0}",
                l.Encoding,
                $"{l.Bytes:N0}"
            );
        }

        return table.Row(
            "total",
            "",
            "",
            "",
            "",
            $"{blob.Layers.Sum(l => (long)l.Weights + l.Filters):N0}",
            $"{blob.Layers.Sum(l => (long)l.Nonzero + l.Filters):N0}",
            "",
            $"{blob.Layers.Sum(l => (long)l.Bytes):N0}"
        );
    }
}
