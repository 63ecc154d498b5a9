// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Verification;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>demo</c>: packs a model and streams pictures as camera frames through an emulated microcontroller.</summary>
internal static class DemoCommand
{
    private const int Shown = 8;

    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string?>("MODEL")
        {
            Description = "a packed or trained model; without it the default model of this repository",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var image = new Option<string?>("--image") { Description = "one picture to stream" };
        var images = new Option<string?>("--images")
        {
            Description =
                "labelled pictures to stream: a folder or an IDX file; without it the default model's test pictures, for another MODEL a test pattern",
        };
        var sample = new Option<int>("--sample")
        {
            Description = "how many of the labelled pictures, evenly spread",
            DefaultValueFactory = _ => 60,
        };
        var calibrate = new Option<string?>("--calibrate")
        {
            Description = "folder or IDX file of typical pictures, when MODEL must be packed first",
        };
        var labels = new Option<string?>("--labels") { Description = "text file, one class name per line" };
        var on = Inputs.On("--on", "rv32", "rv32 or xtensa");
        var json = Inputs.Json();
        var command = new Command("demo", "Packs a model and streams pictures as camera frames through an emulated microcontroller.")
        {
            model,
            image,
            images,
            sample,
            calibrate,
            labels,
            on,
            json,
        };
        command.SetAction(result =>
        {
            var standard = result.GetValue(model) is null ? Default() : null;
            var path = Inputs.ModelFile(result.GetValue(model) ?? standard!.Weights);
            var blob = IsBlob(path)
                ? AtomicFile.Read(path)
                : PackCommand.Pack(
                    terminal,
                    path,
                    6,
                    EncodingPolicy.Auto,
                    standard is null ? EncodingChoice.DefaultBudget : DefaultModel.Budget,
                    result.GetValue(calibrate) ?? (standard is null ? null : DefaultModel.TrainingPictures),
                    result.GetValue(labels) ?? standard?.Labels
                );
            var packed = Inputs.Unpack(blob, path);
            var pictures = Pictures(
                result.GetValue(images) ?? (standard is not null && result.GetValue(image) is null ? DefaultModel.TestPictures : null),
                result.GetValue(sample)
            );
            var input = packed.Model.Network.Input;
            CameraFrame[] frames =
                pictures.Count > 0
                    ? [.. pictures.Select(p => Frame(p.Load()))]
                    :
                    [
                        result.GetValue(image) is { } picture
                            ? Frame(PhotoLoader.Load(picture))
                            : TestPattern.Create(input.Width, input.Height),
                    ];
            var target = Inputs.Target(result.GetValue(on)!);
            var runs = terminal.Progress(
                $"Streaming through the emulated {target.Name}",
                _ => target.Run(blob, frames, RunOptions.Default)
            );
            var layouts = ArenaPlan.AllLayouts(packed, frames[0].Width, frames[0].Height);
            var boards = Board
                .LoadAll(RepositoryLayout.Find().BoardsFolder)
                .Where(b => b.Target == target.Name && b.Misfit(packed.BlobBytes + packed.LabelBytes, layouts) is null)
                .ToArray();
            Show(terminal, new Outcome(packed, target.Name, frames, pictures, runs, boards), result.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Show(Terminal terminal, Outcome outcome, bool json)
    {
        var (packed, target, frames, pictures, runs, boards) = outcome;
        var first = runs[0];
        var instructions = runs.All(r => r.Instructions is not null) ? (long)runs.Average(r => r.Instructions!.Value) : (long?)null;
        var right =
            pictures.Count == 0 ? (int?)null : Enumerable.Range(0, runs.Count).Count(i => runs[i].Top[0].Index == pictures[i].ClassIndex);
        if (json)
        {
            terminal.Json(
                new
                {
                    model = packed.Model.Network.Name,
                    target,
                    top = Inputs.Top(packed.Model, first),
                    pictures = runs.Count,
                    right,
                    blobBytes = packed.BlobBytes + packed.LabelBytes,
                    arenaBytes = first.Arena.Total,
                    stackBytes = first.StackBytes,
                    instructions,
                }
            );
            return;
        }

        terminal.Line(
            $"{packed.Model.Network.Name} on the emulated {target}: {runs.Count} camera frame{(runs.Count == 1 ? "" : "s")} of {frames[0].Width}x{frames[0].Height} pixels, each streamed row by row"
        );
        if (right is null)
        {
            var top = Layout.Table("Best classes", "", "#");
            foreach (var t in first.Top)
            {
                top.Row(Inputs.Label(packed.Model, t.Index), $"{100 * Inputs.Probability(t):0.0} %");
            }

            terminal.Console.Write(top);
        }
        else
        {
            var table = Layout.Table("Frames", "shows", "label given", "#confidence", "");
            for (var i = 0; i < Math.Min(Shown, runs.Count); i++)
            {
                var best = runs[i].Top[0];
                table.Row(
                    Inputs.Label(packed.Model, pictures[i].ClassIndex),
                    Inputs.Label(packed.Model, best.Index),
                    $"{100 * Inputs.Probability(best):0.0} %",
                    best.Index == pictures[i].ClassIndex ? "" : "wrong"
                );
            }

            if (runs.Count > Shown)
            {
                table.Row($"... and {runs.Count - Shown} more", "", "", "");
            }

            terminal.Console.Write(table);
        }

        var facts = Layout.Table("Measured", "", "#");
        if (right is { } hits)
        {
            facts.Row("right labels", $"{hits} of {runs.Count} ({100.0 * hits / runs.Count:0.0} %)");
        }

        facts.Row("blob in flash", $"{packed.BlobBytes + packed.LabelBytes:N0} bytes");
        facts.Row("RAM (arena + peak stack)", $"{first.Arena.Total:N0} + {first.StackBytes:N0} bytes");
        if (instructions is { } count)
        {
            facts.Row("instructions per frame", $"{count:N0}");
            foreach (var board in boards)
            {
                var seconds = board.EstimateSeconds(count);
                facts.Row($"{board.Title} (estimate)", seconds < 1 ? $"{1 / seconds:0.0} frames/s" : $"{seconds:0.0} s/frame");
            }
        }

        terminal.Console.Write(facts);
    }

    private static CameraFrame Frame(Pixels picture) => CameraFrame.From(picture, PixelFormat.Rgb565BigEndian);

    private static IReadOnlyList<LabelledImage> Pictures(string? from, int sample)
    {
        if (from is null)
        {
            return [];
        }

        var pictures = Inputs.Pictures(from, Math.Max(1, sample));
        return pictures.FirstOrDefault(p => p.ClassIndex < 0) is { } stray
            ? throw new ModelException($"'{stray.Path}' does not tell its class; use --image for a single picture without one.")
            : pictures;
    }

    private static bool IsBlob(string path) => AtomicFile.Read(path).AsSpan().StartsWith("SQZE"u8);

    private static DefaultModel Default()
    {
        var model = new DefaultModel(RepositoryLayout.Find());
        return File.Exists(model.Weights)
            ? DefaultModel.HasData
                ? model
                : throw new ModelException(DefaultModel.HowToGetData)
            : throw new ModelException($"there is no default model in '{model.Folder}'. Name one: squeezeedge demo MODEL.");
    }

    private sealed record Outcome(
        PackedModel Packed,
        string Target,
        CameraFrame[] Frames,
        IReadOnlyList<LabelledImage> Pictures,
        IReadOnlyList<InferenceResult> Runs,
        Board[] Boards
    );
}
