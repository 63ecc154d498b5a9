// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Models.Published;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Tools;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Cli.Commands;

/// <summary>Options and arguments that several verbs share, and what they stand for.</summary>
internal static class Inputs
{
    /// <summary>What MODEL may be.</summary>
    public const string ModelFormats =
        ".net, .onnx, .pth, .caffemodel or .safetensors (docs/importing.md), or the name of a pulled model (models list)";

    private const int CalibrationLimit = 200;

    public static Argument<string> Blob() => new("FILE") { Description = "a packed model" };

    public static Argument<string> Model() => new("MODEL") { Description = "a trained model: " + ModelFormats };

    public static Option<int> Bits() => new("--bits") { Description = "bits of a weight code, 2..8", DefaultValueFactory = _ => 6 };

    public static Option<string?> Calibrate() =>
        new("--calibrate")
        {
            Description = $"folder or IDX file of typical pictures (up to {CalibrationLimit} are used); without it accuracy suffers",
        };

    public static Option<string?> Camera() =>
        new("--camera") { Description = $"see the pictures through a camera: {CameraProfile.Names}; the kernels resample its frames" };

    public static Option<bool> Json() => new("--json") { Description = "print JSON instead of a table" };

    public static Option<string> On(string name, string value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    public static NativeBuild Build() => new(RepositoryLayout.Find());

    /// <summary>The one target of a verb that runs on one.</summary>
    public static IInferenceTarget Target(string name) =>
        TargetSet.Parse(name, Build()) is [var target]
            ? target
            : throw new ModelException($"'{name}' names several targets; this verb runs on one.");

    /// <summary>The file a MODEL means: itself, or a published model that has been pulled.</summary>
    public static string ModelFile(string pathOrName) => ModelCache.OfUser().Resolve(pathOrName);

    /// <summary>A trained model; what its file left open is told.</summary>
    public static FloatModel LoadModel(Terminal terminal, string path)
    {
        var model = ModelLoader.Load(ModelFile(path));
        foreach (var assumption in model.Assumptions)
        {
            terminal.Note(assumption);
        }

        return model;
    }

    /// <summary>Quantizes a model on the pictures of a folder or file, or on noise if there are none.</summary>
    public static QuantizedModel Quantize(Terminal terminal, FloatModel model, int bits, string? calibrate, IReadOnlyList<string> labels)
    {
        if (calibrate is null)
        {
            terminal.Note("No --calibrate folder: noise stands in for pictures, and accuracy suffers.");
        }

        var quantized = terminal.Progress(
            "Quantizing",
            progress =>
            {
                var inputs = new List<byte[]>();
                if (calibrate is not null)
                {
                    inputs.AddRange(
                        Pictures(calibrate, CalibrationLimit)
                            .AsParallel()
                            .AsOrdered()
                            .Select(p => PixelPlanes.From(p.Load(), model.Network.Input))
                    );
                }

                return Quantizer.Quantize(model, inputs, new QuantizationOptions(bits, new Stages(progress)), labels);
            }
        );
        foreach (var warning in quantized.Warnings)
        {
            terminal.Note(warning);
        }

        return quantized;
    }

    /// <summary>The blob and what is in it; a damaged one is named.</summary>
    public static (byte[] Bytes, PackedModel Packed) ReadBlob(string path)
    {
        var bytes = AtomicFile.Read(path);
        return (bytes, Unpack(bytes, path));
    }

    /// <summary>What is in a blob; a damaged one is named.</summary>
    public static PackedModel Unpack(byte[] bytes, string path)
    {
        try
        {
            return BlobReader.Read(bytes);
        }
        catch (ModelException e)
        {
            throw new ModelException($"'{path}': {e.Message}", e);
        }
    }

    /// <summary>The profile an option names, or null; what it stands for is told.</summary>
    public static CameraProfile? Camera(Terminal terminal, string? name)
    {
        var camera = name is null ? null : CameraProfile.Find(name);
        if (camera is not null)
        {
            terminal.Note(
                $"Pictures as a {camera.Name} camera delivers them: {camera.Width}x{camera.Height} pixels in bands of {camera.RowsPerBand} rows, resampled by the kernels."
            );
        }

        return camera;
    }

    /// <summary>Evenly spread pictures of a folder, at most so many (0 = all).</summary>
    public static IReadOnlyList<LabelledImage> Pictures(string folder, int limit)
    {
        var all = LabelledImages.List(folder);
        return limit <= 0 || limit >= all.Count
            ? all
            : [.. Enumerable.Range(0, limit).Select(i => all[(int)((long)i * all.Count / limit)])];
    }

    public static string Label(QuantizedModel model, int index) => model.Labels.Count > index ? model.Labels[index] : $"class {index}";

    public static object[] Top(QuantizedModel model, InferenceResult result) =>
        [
            .. result.Top.Select(t => new
            {
                index = t.Index,
                label = Label(model, t.Index),
                probability = Probability(t),
            }),
        ];

    public static double Probability(TopClass top) => Math.Round(top.Probability / 65536.0, 5);

    private sealed class Stages(IProgress<double> share) : IProgress<(string Stage, double Fraction)>
    {
        public void Report((string Stage, double Fraction) value) => share.Report(value.Fraction);
    }
}
