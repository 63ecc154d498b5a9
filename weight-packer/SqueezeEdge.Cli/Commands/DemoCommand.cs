// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Cli.Results;
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
                "labelled pictures to stream: a folder or an IDX file; "
                + "without it the default model's test pictures, for another MODEL a test pattern",
        };
        var sample = NumberOption.Whole("--sample", "how many of the labelled pictures, evenly spread", 1, int.MaxValue, 60);
        var calibrate = new Option<string?>("--calibrate")
        {
            Description = "folder or IDX file of typical pictures, when MODEL must be packed first",
        };
        var labels = new Option<string?>("--labels") { Description = "text file, one class name per line" };
        var on = SharedOptions.On("rv32", "xtensa");
        var json = SharedOptions.Json();
        var command = new Verb(
            "demo",
            "Packs a model and streams pictures as camera frames through an emulated microcontroller.",
            "demo",
            "demo model.sqz --image cat.jpg --on xtensa"
        )
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
            var path = SharedOptions.ModelFile(result.GetValue(model) ?? standard!.Weights);
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
            var packed = SharedOptions.Unpack(blob, path);
            var pictures = Pictures(
                result.GetValue(images) ?? (standard is not null && result.GetValue(image) is null ? DefaultModel.TestPictures : null),
                result.GetValue(sample),
                packed.Model
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
            var target = SharedOptions.Target(result.GetValue(on)!);
            var runs = terminal.Progress(
                $"Streaming through the emulated {target.Name}",
                _ => target.Run(blob, frames, RunOptions.Default)
            );
            var report = Report(packed, target.Name, frames, pictures, result.GetValue(image), runs);
            if (result.GetValue(json))
            {
                terminal.Json(report);
            }
            else
            {
                DemoTables.Show(terminal, report);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static DemoResult Report(
        PackedModel packed,
        string target,
        CameraFrame[] frames,
        IReadOnlyList<LabelledImage> pictures,
        string? image,
        IReadOnlyList<InferenceResult> runs
    )
    {
        var instructions = runs.All(r => r.Instructions is not null) ? (long)runs.Average(r => r.Instructions!.Value) : (long?)null;
        var layouts = ArenaPlan.AllLayouts(packed, frames[0].Width, frames[0].Height);
        DemoFrame[] shown =
        [
            .. runs.Select(
                (run, i) =>
                {
                    var shows = pictures.Count > 0 ? pictures[i].ClassIndex : (int?)null;
                    return new DemoFrame(
                        pictures.Count > 0 ? pictures[i].Path : image,
                        shows,
                        shows is { } index ? ClassResult.LabelOf(packed.Model, index) : null,
                        shows is null ? null : run.Top[0].Index == shows,
                        run.Instructions,
                        ClassResult.Of(packed.Model, run)
                    );
                }
            ),
        ];
        return new DemoResult(
            packed.Model.Network.Name,
            target,
            frames[0].Width,
            frames[0].Height,
            packed.BlobBytes,
            packed.LabelBytes,
            runs.Max(r => r.Arena.Total),
            runs.Max(r => r.StackBytes),
            instructions,
            pictures.Count > 0 ? shown.Count(f => f.Right == true) : null,
            shown,
            [
                .. Board
                    .LoadAll(RepositoryLayout.Find().BoardsFolder)
                    .Where(b => b.Target == target)
                    .Select(b => BoardResult.Of(b, packed.BlobBytes + packed.LabelBytes, layouts, instructions)),
            ]
        );
    }

    private static CameraFrame Frame(Pixels picture) => CameraFrame.From(picture, PixelFormat.Rgb565BigEndian);

    private static IReadOnlyList<LabelledImage> Pictures(string? from, int sample, QuantizedModel model) =>
        from is null ? [] : SharedOptions.Pictures(from, sample, model);

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
}
