// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Evaluation;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Models.Published;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Cli.Commands;

/// <summary>Options and arguments that several verbs share, and what they stand for.</summary>
internal static class SharedOptions
{
    /// <summary>What MODEL may be.</summary>
    public const string ModelFormats =
        ".net, .onnx, .pth, .caffemodel or .safetensors (docs/importing.md), or the name of a pulled model (models list)";

    private const int CalibrationLimit = 200;

    public static Argument<string> Blob() => new("FILE") { Description = "a packed model" };

    public static Argument<string> Model() => new("MODEL") { Description = "a trained model: " + ModelFormats };

    public static Option<int> Bits() => NumberOption.Whole("--bits", "bits of a weight code", 2, 8, 6);

    public static Option<string?> Calibrate() =>
        new("--calibrate")
        {
            Description = $"folder or IDX file of typical pictures (up to {CalibrationLimit} are used); without it accuracy suffers",
        };

    public static Option<string?> Camera()
    {
        var camera = new Option<string?>("--camera")
        {
            Description = $"see the pictures through a camera: {CameraProfile.Names}; the kernels resample its frames",
            HelpName = "CAMERA",
        };
        return camera.AcceptOnlyFromAmong([.. CameraProfile.All.Select(c => c.Name)]);
    }

    public static Option<bool> Json() => new("--json") { Description = "print JSON instead of a table" };

    /// <summary>--on, for a verb that runs on one target.</summary>
    public static Option<string> On(params string[] targets) =>
        new Option<string>("--on")
        {
            Description = $"where the kernels run: {string.Join(", ", targets)}",
            HelpName = "TARGET",
            DefaultValueFactory = _ => targets[0],
        }.AcceptOnlyFromAmong(targets);

    public static NativeBuild Build() => new(RepositoryLayout.Find());

    /// <summary>The one target of a verb that runs on one.</summary>
    public static IInferenceTarget Target(string name) => TargetSet.Parse(name, Build()).Single();

    /// <summary>The files a MODEL consists of: itself and the description beside it.</summary>
    public static IEnumerable<string> FilesOf(string model) =>
        ModelFile(model) is var file ? [file, Path.ChangeExtension(file, ".json")] : [];

    /// <summary>The files calibration pictures come from.</summary>
    public static IEnumerable<string> FilesOfPictures(string? calibrate) =>
        calibrate is null ? []
        : Directory.Exists(calibrate) ? Directory.EnumerateFiles(calibrate, "*", SearchOption.AllDirectories)
        : [calibrate];

    /// <summary>The file a MODEL means: itself, or a published model that has been pulled.</summary>
    public static string ModelFile(string pathOrName) => ModelCache.OfUser().Resolve(pathOrName);

    /// <summary>A trained model; what its file left open is told.</summary>
    public static FloatModel LoadModel(Terminal terminal, string path, ImportOptions? options = null)
    {
        var model = ModelLoader.Load(ModelFile(path), options);
        foreach (var assumption in model.Assumptions)
        {
            terminal.Note(assumption);
        }

        return model;
    }

    /// <summary>Says what packing without pictures costs.</summary>
    public static void TellMissingPictures(Terminal terminal, string? calibrate)
    {
        if (calibrate is null)
        {
            terminal.Note("No --calibrate folder: noise stands in for pictures, and accuracy suffers.");
        }
    }

    /// <summary>Quantizes a model on the pictures of a folder or file, or on noise if there are none.</summary>
    public static QuantizedModel Quantize(
        Stages stages,
        Action<string> warn,
        FloatModel model,
        int bits,
        string? calibrate,
        IReadOnlyList<string> labels,
        double upTo
    )
    {
        var inputs = calibrate is null
            ? []
            : CalibrationPictures.Read(
                Pictures(calibrate, CalibrationLimit),
                model.Network.Input,
                warn,
                stages.Next("Reading pictures", 0, upTo / 10)
            );
        var quantizing = new TensorStages(stages, upTo / 10, upTo);
        var quantized = Quantizer.Quantize(model, inputs, new QuantizationOptions(bits, quantizing), labels);
        foreach (var warning in quantized.Warnings)
        {
            warn(warning);
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
                $"Pictures as a {camera.Name} camera delivers them: {camera.Width}x{camera.Height} pixels in bands of "
                    + $"{camera.RowsPerBand} rows, resampled by the kernels."
            );
        }

        return camera;
    }

    /// <summary>Evenly spread pictures of a folder, at most so many (0 = all).</summary>
    public static IReadOnlyList<LabelledImage> Pictures(string folder, int limit) => Spread(LabelledImages.List(folder), limit);

    /// <summary>The same, each with its class among a model's labels.</summary>
    public static IReadOnlyList<LabelledImage> Pictures(string folder, int limit, QuantizedModel model) =>
        Spread(new ClassMatcher(model.Labels, model.Network.Classes).Match(LabelledImages.List(folder)), limit);

    private static IReadOnlyList<LabelledImage> Spread(IReadOnlyList<LabelledImage> all, int limit) =>
        limit <= 0 || limit >= all.Count ? all : [.. Enumerable.Range(0, limit).Select(i => all[(int)((long)i * all.Count / limit)])];

    private sealed class TensorStages(Stages stages, double from, double to) : IProgress<(string Stage, double Fraction)>
    {
        public void Report((string Stage, double Fraction) value) =>
            stages.Next($"Quantizing {value.Stage}", from + (to - from) * value.Fraction, to);
    }
}
