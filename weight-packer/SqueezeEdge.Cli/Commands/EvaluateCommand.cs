// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer.Evaluation;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>evaluate</c>: accuracy over labelled pictures.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var blob = SharedOptions.Blob();
        var folder = new Argument<string>("DIR")
        {
            Description =
                "pictures: a folder per class, named like its label or index; or class index first in the file name; or an IDX file",
        };
        var against = new Option<string?>("--against") { Description = "the float model to compare with" };
        var limit = NumberOption.Whole("--limit", "use only so many pictures, evenly spread; 0 for all", 0, int.MaxValue, 0);
        var on = SharedOptions.On("host", "rv32", "xtensa");
        var through = SharedOptions.Camera();
        var json = SharedOptions.Json();
        var command = new Verb(
            "evaluate",
            "Measures top-1 and top-5 accuracy, and agreement with the float model.",
            "evaluate model.sqz labelled/ --against model.onnx",
            "evaluate model.sqz labelled/ --limit 100 --camera qvga-rgb565"
        )
        {
            blob,
            folder,
            against,
            limit,
            on,
            through,
            json,
        };
        var said = new ModelOptions();
        said.AddTo(command);
        command.SetAction(result =>
        {
            var (bytes, packed) = SharedOptions.ReadBlob(result.GetValue(blob)!);
            var images = SharedOptions.Pictures(result.GetValue(folder)!, result.GetValue(limit), packed.Model);
            var model = result.GetValue(against) is { } path ? SharedOptions.LoadModel(terminal, path, said.Of(result)) : null;
            var target = SharedOptions.Target(result.GetValue(on)!);
            var camera = SharedOptions.Camera(terminal, result.GetValue(through));
            var report = terminal.Progress(
                $"Evaluating {images.Count} pictures",
                progress => Evaluator.Run(bytes, images, model, target, camera, progress)
            );
            if (result.GetValue(json))
            {
                terminal.Json(report);
                return ExitCode.Success;
            }

            var table = new ResultTable($"{report.Images} pictures").Text("").Number("top-1").Number("top-5");
            table.Row("blob, integer kernels", $"{report.Top1:0.0} %", $"{report.Top5:0.0} %");
            if (report.FloatTop1 is { } top1)
            {
                table.Row("float model", $"{top1:0.0} %", $"{report.FloatTop5:0.0} %");
                table.Row("same best class", $"{report.Agree:0.0} %", "");
            }

            terminal.Table(table);
            return ExitCode.Success;
        });
        return command;
    }
}
