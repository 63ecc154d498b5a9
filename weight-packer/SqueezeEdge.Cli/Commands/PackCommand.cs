// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Cli.Results;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>pack</c>: from trained weights to a blob.</summary>
internal static class PackCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = SharedOptions.Model();
        var file = new Option<string>("--output", "-o") { Description = "the blob to write", Required = true };
        var bits = SharedOptions.Bits();
        var encoding = new Option<string>("--encoding")
        {
            Description = "compact: smallest; fast: fewest instructions; auto: fast where a byte of flash saves most, within --budget",
            HelpName = "ENCODING",
            DefaultValueFactory = _ => "auto",
        }.AcceptOnlyFromAmong("auto", "compact", "fast");
        var budget = NumberOption.Whole(
            "--budget",
            "bytes of blob without labels, for --encoding auto",
            1,
            int.MaxValue,
            EncodingChoice.DefaultBudget
        );
        var calibrate = SharedOptions.Calibrate();
        var labels = new Option<string?>("--labels") { Description = "text file, one class name per line" };
        var said = new ModelOptions();
        var json = SharedOptions.Json();
        var command = new Verb(
            "pack",
            "Quantizes a trained model and packs it into a blob.",
            "pack model.onnx -o model.sqz --calibrate pictures/ --labels labels.txt",
            "pack deep-compression -o small.sqz --encoding compact --calibrate pictures/",
            "pack cifar.pth -o cifar.sqz --calibrate pictures/ --input 32x32 --conv1-padding 3 --final-relu no"
        )
        {
            model,
            file,
            bits,
            encoding,
            budget,
            calibrate,
            labels,
            json,
        };
        said.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(budget) is { Implicit: false } && result.GetValue(encoding) is not (null or "auto"))
            {
                result.AddError("--budget is for --encoding auto; compact and fast take what they need.");
            }
        });
        command.SetAction(result =>
        {
            string[] inputs =
            [
                .. SharedOptions.FilesOf(result.GetValue(model)!),
                .. SharedOptions.FilesOfPictures(result.GetValue(calibrate)),
                .. result.GetValue(labels) is { } names ? [names] : Array.Empty<string>(),
            ];
            AtomicFile.Refuse(result.GetValue(file)!, inputs);
            var packed = Pack(
                terminal,
                result.GetValue(model)!,
                result.GetValue(bits),
                Enum.Parse<EncodingPolicy>(result.GetValue(encoding)!, ignoreCase: true),
                result.GetValue(budget),
                result.GetValue(calibrate),
                result.GetValue(labels),
                said.Of(result)
            );
            AtomicFile.Write(result.GetValue(file)!, packed, inputs);
            var written = PackResult.Of(result.GetValue(file)!, BlobReader.Read(packed));
            if (result.GetValue(json))
            {
                terminal.Json(written);
            }
            else
            {
                Show(terminal, written);
            }

            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Packs a model.</summary>
    public static byte[] Pack(
        Terminal terminal,
        string model,
        int bits,
        EncodingPolicy encoding,
        int budget,
        string? calibrate,
        string? labels,
        ImportOptions? said = null
    )
    {
        var loaded = SharedOptions.LoadModel(terminal, model, said);
        var names = labels is null ? [] : LabelFile.Read(labels, loaded.Network.Classes);
        SharedOptions.TellMissingPictures(terminal, calibrate);
        return terminal.Stages(stages =>
        {
            var quantized = SharedOptions.Quantize(stages, terminal.Note, loaded, bits, calibrate, names, upTo: 0.8);
            stages.Next("Choosing encodings", 0.8, 0.95);
            var encodings = EncodingChoice.Choose(quantized, encoding, budget);
            stages.Next("Writing the blob", 0.95, 1);
            return BlobWriter.Write(quantized, encodings);
        });
    }

    private static void Show(Terminal terminal, PackResult packed)
    {
        var table = new ResultTable($"{packed.Model} -> {packed.File}").Text("").Number("bytes");
        table.Row("blob without label text", $"{packed.BlobBytes:N0}");
        table.Row("label text", $"{packed.LabelBytes:N0}");
        table.Row("RAM of an inference (arena)", $"{packed.ArenaBytes:N0}");
        terminal.Table(table);
        terminal.Line("See every layer: squeezeedge inspect " + packed.File);
    }
}
