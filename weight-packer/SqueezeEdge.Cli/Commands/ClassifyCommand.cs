// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Cli.Results;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Images;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>classify</c>: the best classes of pictures, on any target.</summary>
internal static class ClassifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var blob = SharedOptions.Blob();
        var images = new Argument<string[]>("IMAGE") { Description = "pictures", Arity = ArgumentArity.OneOrMore };
        var on = SharedOptions.On("host", "rv32", "xtensa");
        var top = NumberOption.Whole("--top", "how many classes", 1, 64, 5);
        var through = SharedOptions.Camera();
        var force = new Option<bool>("--force")
        {
            Description = $"run even a network that takes more than {FrameTime.Limit.TotalSeconds:0} s a picture",
        };
        var json = SharedOptions.Json();
        var command = new Verb(
            "classify",
            "Classifies pictures with the kernels.",
            "classify model.sqz cat.jpg",
            "classify model.sqz pictures/*.jpg --top 3 --on rv32 --json"
        )
        {
            blob,
            images,
            on,
            top,
            through,
            force,
            json,
        };
        command.SetAction(result =>
        {
            var (bytes, packed) = SharedOptions.ReadBlob(result.GetValue(blob)!);
            var target = SharedOptions.Target(result.GetValue(on)!);
            var multiplications = packed.Model.Multiplications;
            if (!result.GetValue(force))
            {
                FrameTime.Check(target.Name, multiplications);
            }

            var paths = result.GetValue(images)!;
            var camera = SharedOptions.Camera(terminal, result.GetValue(through));
            var frames = paths.Select(p => CameraProfile.Frame(PhotoLoader.Load(p), packed.Model.Network.Input, camera)).ToArray();
            var options = RunOptions.Default with { Top = result.GetValue(top), RowsPerPush = camera?.RowsPerBand ?? 1 };
            if (result.GetValue(force))
            {
                options = options with
                {
                    TimeoutPerFrame = options.TimeoutPerFrame + 10 * FrameTime.Estimate(target.Name, multiplications),
                };
            }

            var results = terminal.Progress(
                $"Classifying on {target.Name}",
                progress =>
                    frames
                        .Select(
                            (frame, i) =>
                            {
                                var one = target.Run(bytes, frame, options);
                                progress.Report((i + 1.0) / frames.Length);
                                return one;
                            }
                        )
                        .ToArray()
            );
            var pictures = paths.Zip(results, (image, r) => new ClassifyResult(image, ClassResult.Of(packed.Model, r))).ToArray();
            if (result.GetValue(json))
            {
                terminal.Json(pictures);
                return ExitCode.Success;
            }

            foreach (var picture in pictures)
            {
                var table = new ResultTable(Path.GetFileName(picture.Image)).Number("probability").Number("class").Text("label");
                foreach (var t in picture.Top)
                {
                    table.Row($"{100 * t.Probability:0.0} %", $"{t.Index}", t.Label);
                }

                terminal.Table(table);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
