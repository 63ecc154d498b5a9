using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Quantization;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>pack</c>: from trained weights to a blob.</summary>
internal static class PackCommand
{
    private const int CalibrationLimit = 200;

    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = "Deep Compression .net file, or .safetensors with its .json description" };
        var file = new Option<string>("--output", "-o") { Description = "the blob to write", Required = true };
        var bits = new Option<int>("--bits") { Description = "bits of a weight code, 2..8", DefaultValueFactory = _ => 6 };
        var encoding = new Option<EncodingPolicy>("--encoding") { Description = "compact: smallest; fast: fewest instructions; auto: fast where a byte of flash saves most, within --budget", DefaultValueFactory = _ => EncodingPolicy.Auto };
        var budget = new Option<int>("--budget") { Description = "bytes of blob without labels, for auto", DefaultValueFactory = _ => EncodingChoice.DefaultBudget };
        var calibrate = new Option<string?>("--calibrate") { Description = $"folder or IDX file of typical pictures (up to {CalibrationLimit} are used); without it accuracy suffers" };
        var labels = new Option<string?>("--labels") { Description = "text file, one class name per line" };
        var json = Inputs.Json();
        var command = new Command("pack", "Quantizes a trained model and packs it into a blob.") { model, file, bits, encoding, budget, calibrate, labels, json };
        command.SetAction(result =>
        {
            var packed = Pack(terminal, result.GetValue(model)!, result.GetValue(bits), result.GetValue(encoding), result.GetValue(budget), result.GetValue(calibrate), result.GetValue(labels));
            BlobFile.Write(result.GetValue(file)!, packed);
            Show(terminal, result.GetValue(file)!, BlobReader.Read(packed), result.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Packs a model.</summary>
    public static byte[] Pack(Terminal terminal, string model, int bits, EncodingPolicy encoding, int budget, string? calibrate, string? labels)
    {
        var loaded = ModelLoader.Load(model);
        var names = labels is null ? [] : Labels(labels, loaded.Network.Classes);
        if (calibrate is null)
        {
            terminal.Note("No --calibrate folder: noise stands in for pictures, and accuracy suffers.");
        }

        return terminal.Progress("Quantizing", progress =>
        {
            var inputs = new List<byte[]>();
            if (calibrate is not null)
            {
                inputs.AddRange(Inputs.Pictures(calibrate, CalibrationLimit).AsParallel().AsOrdered().Select(p => PixelPlanes.From(p.Load(), loaded.Network.Input)));
            }

            var stages = new Stages(progress);
            var quantized = Quantizer.Quantize(loaded, inputs, new QuantizationOptions(bits, stages), names);
            return BlobWriter.Write(quantized, EncodingChoice.Choose(quantized, encoding, budget));
        });
    }

    private static string[] Labels(string path, int classes)
    {
        using var lines = new StreamReader(new MemoryStream(BlobFile.Read(path)));
        var names = lines.ReadToEnd().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return names.Length == 0 || names.Length == classes
            ? names
            : throw new ModelException($"'{path}': there are {names.Length} labels for {classes} classes; give one per line, in class order.");
    }

    private static void Show(Terminal terminal, string file, PackedModel packed, bool json)
    {
        var arena = new ArenaPlan(packed).Total;
        if (json)
        {
            terminal.Json(new
            {
                file,
                model = packed.Model.Network.Name,
                blobBytes = packed.BlobBytes,
                labelBytes = packed.LabelBytes,
                arenaBytes = arena,
                layers = packed.Model.Tensors.Select((t, i) => new
                {
                    name = t.Shape.Name,
                    encoding = packed.Encodings[i].ToString().ToLowerInvariant(),
                    bytes = packed.TensorBytes[i],
                    weights = t.Shape.Weights,
                    nonzero = t.Codes.Count(c => c != 0),
                    levels = t.Codebook.Length,
                }),
            });
            return;
        }

        var table = Layout.Table($"{packed.Model.Network.Name} -> {file}", "", "#bytes");
        table.Row("blob without label text", $"{packed.BlobBytes:N0}");
        table.Row("label text", $"{packed.LabelBytes:N0}");
        table.Row("RAM of an inference (arena)", $"{arena:N0}");
        terminal.Console.Write(table);
        terminal.Line("See every layer: squeezeedge inspect " + file);
    }

    private sealed class Stages(IProgress<double> share) : IProgress<(string Stage, double Fraction)>
    {
        public void Report((string Stage, double Fraction) value) => share.Report(value.Fraction);
    }
}
