// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Models.Onnx;
using SqueezeEdge.Packer.Quantization;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>export</c>: a model as ONNX, so that another runtime can check it.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = $"{SharedOptions.ModelFormats}, or a packed model" };
        var onnx = new Option<string>("--onnx") { Description = "the ONNX file to write", Required = true };
        var dequantized = new Option<bool>("--dequantized")
        {
            Description = "quantize the model and write the quantized weights as real numbers; a packed model is always written so",
        };
        var bits = SharedOptions.Bits();
        var calibrate = SharedOptions.Calibrate();
        var json = SharedOptions.Json();
        var command = new Verb(
            "export",
            "Writes a model as ONNX, with its trained or its quantized weights, to run it elsewhere.",
            "export model.caffemodel --onnx model.onnx",
            "export model.sqz --onnx quantized.onnx"
        )
        {
            model,
            onnx,
            dequantized,
            bits,
            calibrate,
            json,
        };
        var said = new ModelOptions();
        said.AddTo(command);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(dequantized) && (result.GetResult(bits) is { Implicit: false } || result.GetResult(calibrate) is not null))
            {
                result.AddError("--bits and --calibrate say how to quantize; add --dequantized.");
            }
        });
        command.SetAction(result =>
        {
            var (path, target) = (SharedOptions.ModelFile(result.GetValue(model)!), result.GetValue(onnx)!);
            string[] inputs = [.. SharedOptions.FilesOf(path), .. SharedOptions.FilesOfPictures(result.GetValue(calibrate))];
            AtomicFile.Refuse(target, inputs);
            var bytes = AtomicFile.Read(path);
            var packed = bytes.AsSpan().StartsWith(BlobWriter.Magic);
            var quantize = packed || result.GetValue(dequantized);
            if (packed && (result.GetResult(bits) is { Implicit: false } || result.GetValue(calibrate) is not null))
            {
                throw new ModelException($"'{path}' is packed, and so quantized already; leave out --bits and --calibrate.");
            }

            var written =
                packed ? Dequantizer.Dequantize(SharedOptions.Unpack(bytes, path).Model)
                : quantize
                    ? Dequantizer.Dequantize(
                        Quantize(
                            terminal,
                            SharedOptions.LoadModel(terminal, path, said.Of(result)),
                            result.GetValue(bits),
                            result.GetValue(calibrate)
                        )
                    )
                : SharedOptions.LoadModel(terminal, path, said.Of(result));
            AtomicFile.Write(target, OnnxWriter.Write(written), inputs);
            Show(terminal, written, target, quantize, result.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static QuantizedModel Quantize(Terminal terminal, FloatModel model, int bits, string? calibrate)
    {
        SharedOptions.TellMissingPictures(terminal, calibrate);
        return terminal.Stages(stages => SharedOptions.Quantize(stages, terminal.Note, model, bits, calibrate, [], upTo: 1));
    }

    private static void Show(Terminal terminal, FloatModel model, string file, bool dequantized, bool json)
    {
        var input = model.Network.Input;
        if (json)
        {
            terminal.Json(
                new
                {
                    file,
                    model = model.Network.Name,
                    dequantized,
                    input = new
                    {
                        name = OnnxWriter.InputName,
                        shape = new[] { 1, input.Channels, input.Height, input.Width },
                        order = input.Order.ToString().ToLowerInvariant(),
                        mean = input.Mean,
                        deviation = input.Deviation,
                    },
                    output = new { name = OnnxWriter.OutputName, shape = new[] { 1, model.Network.Classes } },
                }
            );
            return;
        }

        var table = new ResultTable($"{model.Network.Name} -> {file}").Text("").Text("");
        table.Row("weights", dequantized ? "quantized, as real numbers" : "trained");
        table.Row(
            $"input '{OnnxWriter.InputName}'",
            $"float32 1x{input.Channels}x{input.Height}x{input.Width}, {input.Order.ToString().ToUpperInvariant()}, "
                + "(pixel 0..255 - mean) / deviation"
        );
        table.Row("mean", string.Join(", ", input.Mean));
        table.Row("deviation", string.Join(", ", input.Deviation));
        table.Row($"output '{OnnxWriter.OutputName}'", $"float32 1x{model.Network.Classes}, before softmax");
        terminal.Table(table);
    }
}
