// SPDX-License-Identifier: MIT
using System.CommandLine;
using System.Numerics;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>inspect</c>: the paper's Table 1 for a blob, its RAM plan and the boards it fits.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var blob = Inputs.Blob();
        var json = Inputs.Json();
        var command = new Command("inspect", "Shows layers, sizes, RAM and which boards fit.") { blob, json };
        command.SetAction(result =>
        {
            var (_, packed) = Inputs.ReadBlob(result.GetValue(blob)!);
            var boards = Board.LoadAll(RepositoryLayout.Find().BoardsFolder);
            if (result.GetValue(json))
            {
                Json(terminal, packed, boards);
            }
            else
            {
                Tables(terminal, packed, boards);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static void Json(Terminal terminal, PackedModel packed, IReadOnlyList<Board> boards)
    {
        var plan = new ArenaPlan(packed);
        var layouts = ArenaPlan.AllLayouts(packed);
        terminal.Json(
            new
            {
                model = packed.Model.Network.Name,
                identity = Convert.ToHexStringLower(packed.Model.Identity),
                blobBytes = packed.BlobBytes,
                labelBytes = packed.LabelBytes,
                arenaBytes = plan.Total,
                arenaBlocks = new[] { plan.Blocks.Persistent, plan.Blocks.Scratch },
                layouts = layouts.Select(l => new[] { l.Persistent, l.Scratch }),
                multiplications = packed.Model.Multiplications,
                layers = packed.Model.Tensors.Select(
                    (t, i) =>
                        new
                        {
                            name = t.Shape.Name,
                            outputWidth = t.Shape.OutputWidth,
                            outputHeight = t.Shape.OutputHeight,
                            filters = t.Shape.OutputChannels,
                            kernel = t.Shape.Kernel,
                            stride = t.Shape.Stride,
                            weights = t.Shape.Weights,
                            nonzero = t.Indices.Count(c => c != 0),
                            bits = Bits(t.Codebook.Length),
                            encoding = packed.Encodings[i].ToString().ToLowerInvariant(),
                            bytes = packed.TensorBytes[i],
                        }
                ),
                buffers = plan.Buffers,
                boards = boards.Select(b => new
                {
                    name = b.Name,
                    fits = b.Misfit(packed.BlobBytes + packed.LabelBytes, layouts) is null,
                    misfit = b.Misfit(packed.BlobBytes + packed.LabelBytes, layouts),
                    layout = b.Layout(layouts),
                }),
            }
        );
    }

    private static void Tables(Terminal terminal, PackedModel packed, IReadOnlyList<Board> boards)
    {
        var model = packed.Model;
        var input = model.Network.Input;
        terminal.Line(
            $"{model.Network.Name}: {input.Width}x{input.Height} {input.Order}, {model.Network.Classes} classes, from model {Convert.ToHexStringLower(model.Identity)}"
        );
        var layers = Layout.Table(
            "Layers (the paper's Table 1)",
            "layer",
            "#output",
            "filters",
            "#density",
            "#bits",
            "#parameters",
            "#after pruning",
            "encoding",
            "#bytes"
        );
        for (var i = 0; i < model.Tensors.Count; i++)
        {
            var t = model.Tensors[i];
            var nonzero = t.Indices.Count(c => c != 0);
            layers.Row(
                t.Shape.Name,
                $"{t.Shape.OutputWidth}x{t.Shape.OutputHeight}x{t.Shape.OutputChannels}",
                $"{t.Shape.Kernel}x{t.Shape.Kernel}/{t.Shape.Stride} x{t.Shape.OutputChannels}",
                $"{100.0 * nonzero / t.Indices.Length:0} %",
                $"{Bits(t.Codebook.Length)}",
                $"{t.Indices.Length + t.Bias.Length:N0}",
                $"{nonzero + t.Bias.Length:N0}",
                packed.Encodings[i].ToString().ToLowerInvariant(),
                $"{packed.TensorBytes[i]:N0}"
            );
        }

        var biases = model.Tensors.Sum(t => t.Bias.Length);
        layers.Row(
            "total",
            "",
            "",
            "",
            "",
            $"{model.Tensors.Sum(t => t.Indices.Length) + biases:N0}",
            $"{model.Tensors.Sum(t => t.Indices.Count(c => c != 0)) + biases:N0}",
            "",
            $"{packed.TensorBytes.Sum():N0}"
        );
        terminal.Console.Write(layers);
        terminal.Line($"Blob without label text: {packed.BlobBytes:N0} bytes; label text: {packed.LabelBytes:N0} bytes.");
        terminal.Line($"A frame needs {model.Multiplications:N0} multiplications.");

        var plan = new ArenaPlan(packed);
        var memory = Layout.Table("RAM (arena)", "buffer", "lives", "#bytes");
        foreach (var buffer in plan.Buffers)
        {
            memory.Row(buffer.Name, buffer.Persistent ? "whole frame" : "one row", $"{buffer.Bytes:N0}");
        }

        memory.Row("persistent block", "", $"{plan.Blocks.Persistent:N0}");
        memory.Row("scratch block", "", $"{plan.Blocks.Scratch:N0}");
        terminal.Console.Write(memory);
        var layouts = ArenaPlan.AllLayouts(packed);
        var choices = Layout.Table("Layouts, fastest first; the kernels take the first that fits", "#layout", "#persistent", "#scratch");
        for (var l = 0; l < layouts.Count; l++)
        {
            choices.Row($"{l}", $"{layouts[l].Persistent:N0}", $"{layouts[l].Scratch:N0}");
        }

        terminal.Console.Write(choices);
        terminal.Line(
            $"Frames of another size than {input.Width}x{input.Height} need {4 * input.Width * input.Channels:N0} bytes more for resampling."
        );

        var fits = Layout.Table("Boards", "board", "chip", "#room for blob", "#RAM block", "fits");
        foreach (var board in boards)
        {
            fits.Row(
                board.Title,
                board.Chip,
                $"{board.ModelBytes:N0}",
                $"{board.LargestRamBlock:N0}",
                board.Misfit(packed.BlobBytes + packed.LabelBytes, layouts) ?? $"layout {board.Layout(layouts)}"
            );
        }

        terminal.Console.Write(fits);
    }

    private static int Bits(int levels) => BitOperations.Log2((uint)levels - 1) + 1;
}
