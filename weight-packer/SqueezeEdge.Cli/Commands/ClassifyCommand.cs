// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Images;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>classify</c>: the best classes of pictures, on any target.</summary>
internal static class ClassifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var blob = Inputs.Blob();
        var images = new Argument<string[]>("IMAGE") { Description = "pictures", Arity = ArgumentArity.OneOrMore };
        var on = Inputs.On("--on", "host", "host, rv32 or xtensa");
        var top = new Option<int>("--top") { Description = "how many classes, 1..64", DefaultValueFactory = _ => 5 };
        var through = Inputs.Camera();
        var force = new Option<bool>("--force")
        {
            Description = $"run even a network that takes more than {FrameTime.Limit.TotalSeconds:0} s a picture",
        };
        var json = Inputs.Json();
        var command = new Command("classify", "Classifies pictures with the kernels.") { blob, images, on, top, through, force, json };
        command.SetAction(result =>
        {
            var (bytes, packed) = Inputs.ReadBlob(result.GetValue(blob)!);
            var target = Inputs.Target(result.GetValue(on)!);
            var multiplications = packed.Model.Multiplications;
            if (!result.GetValue(force))
            {
                FrameTime.Check(target.Name, multiplications);
            }

            var paths = result.GetValue(images)!;
            var camera = Inputs.Camera(terminal, result.GetValue(through));
            var frames = paths.Select(p => CameraProfile.Frame(PhotoLoader.Load(p), packed.Model.Network.Input, camera)).ToArray();
            var options = RunOptions.Default with { Top = Math.Max(1, result.GetValue(top)), RowsPerPush = camera?.RowsPerBand ?? 1 };
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
            if (result.GetValue(json))
            {
                terminal.Json(paths.Zip(results, (image, r) => new { image, top = Inputs.Top(packed.Model, r) }));
                return ExitCode.Success;
            }

            foreach (var (path, r) in paths.Zip(results))
            {
                var table = Layout.Table(Path.GetFileName(path), "#probability", "#class", "label");
                foreach (var t in r.Top)
                {
                    table.Row($"{100 * Inputs.Probability(t):0.0} %", $"{t.Index}", Inputs.Label(packed.Model, t.Index));
                }

                terminal.Console.Write(table);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
