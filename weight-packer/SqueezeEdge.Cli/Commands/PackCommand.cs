// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>pack</c>: from trained weights to a blob.</summary>
internal static class PackCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = Inputs.Model();
        var file = new Option<string>("--output", "-o") { Description = "the blob to write", Required = true };
        var bits = Inputs.Bits();
        var encoding = new Option<EncodingPolicy>("--encoding")
        {
            Description = "compact: smallest; fast: fewest instructions; auto: fast where a byte of flash saves most, within --budget",
            DefaultValueFactory = _ => EncodingPolicy.Auto,
        };
        var budget = new Option<int>("--budget")
        {
            Description = "bytes of blob without labels, for auto",
            DefaultValueFactory = _ => EncodingChoice.DefaultBudget,
        };
        var calibrate = Inputs.Calibrate();
        var labels = new Option<string?>("--labels") { Description = "text file, one class name per line" };
        var json = Inputs.Json();
        var command = new Command("pack", "Quantizes a trained model and packs it into a blob.")
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
        command.SetAction(result =>
        {
            var packed = Pack(
                terminal,
                result.GetValue(model)!,
                result.GetValue(bits),
                result.GetValue(encoding),
                result.GetValue(budget),
                result.GetValue(calibrate),
                result.GetValue(labels)
            );
            AtomicFile.Write(result.GetValue(file)!, packed);
            Show(terminal, result.GetValue(file)!, BlobReader.Read(packed), result.GetValue(json));
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
        string? labels
    )
    {
        var loaded = Inputs.LoadModel(terminal, model);
        var names = labels is null ? [] : LabelFile.Read(labels, loaded.Network.Classes);
        var quantized = Inputs.Quantize(terminal, loaded, bits, calibrate, names);
        return BlobWriter.Write(quantized, EncodingChoice.Choose(quantized, encoding, budget));
    }

    private static void Show(Terminal terminal, string file, PackedModel packed, bool json)
    {
        var arena = new ArenaPlan(packed).Total;
        if (json)
        {
            terminal.Json(
                new
                {
                    file,
                    model = packed.Model.Network.Name,
                    blobBytes = packed.BlobBytes,
                    labelBytes = packed.LabelBytes,
                    arenaBytes = arena,
                    layers = packed.Model.Tensors.Select(
                        (t, i) =>
                            new
                            {
                                name = t.Shape.Name,
                                encoding = packed.Encodings[i].ToString().ToLowerInvariant(),
                                bytes = packed.TensorBytes[i],
                                weights = t.Shape.Weights,
                                nonzero = t.Indices.Count(c => c != 0),
                                levels = t.Codebook.Length,
                            }
                    ),
                }
            );
            return;
        }

        var table = Layout.Table($"{packed.Model.Network.Name} -> {file}", "", "#bytes");
        table.Row("blob without label text", $"{packed.BlobBytes:N0}");
        table.Row("label text", $"{packed.LabelBytes:N0}");
        table.Row("RAM of an inference (arena)", $"{arena:N0}");
        terminal.Console.Write(table);
        terminal.Line("See every layer: squeezeedge inspect " + file);
    }
}
