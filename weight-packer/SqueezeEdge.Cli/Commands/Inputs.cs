using System.CommandLine;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Cli.Commands;

/// <summary>Options and arguments that several verbs share, and what they stand for.</summary>
internal static class Inputs
{
    public static Argument<string> Blob() => new("FILE") { Description = "a packed model" };

    public static Option<bool> Json() => new("--json") { Description = "print JSON instead of a table" };

    public static Option<string> On(string name, string value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    public static NativeBuild Build() => new(RepositoryLayout.Find());

    /// <summary>The one target of a verb that runs on one.</summary>
    public static IInferenceTarget Target(string name) =>
        TargetSet.Parse(name, Build()) is [var target] ? target : throw new ModelException($"'{name}' names several targets; this verb runs on one.");

    /// <summary>The blob and what is in it; a damaged one is named.</summary>
    public static (byte[] Bytes, PackedModel Packed) ReadBlob(string path)
    {
        var bytes = BlobFile.Read(path);
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

    /// <summary>A photograph at the input size, as a frame.</summary>
    public static CameraFrame Frame(Pixels photo, InputDescription input) =>
        CameraFrame.From(InputResizer.Resize(photo, input), PixelFormat.Rgb888);

    /// <summary>Evenly spread pictures of a folder, at most so many (0 = all).</summary>
    public static IReadOnlyList<LabelledImage> Pictures(string folder, int limit)
    {
        var all = LabelledImages.List(folder);
        return limit <= 0 || limit >= all.Count ? all : [.. Enumerable.Range(0, limit).Select(i => all[(int)((long)i * all.Count / limit)])];
    }

    public static string Label(QuantizedModel model, int index) => model.Labels.Count > index ? model.Labels[index] : $"class {index}";

    public static object[] Top(QuantizedModel model, InferenceResult result) =>
        [.. result.Top.Select(t => new { index = t.Index, label = Label(model, t.Index), probability = Probability(t) })];

    public static double Probability(TopClass top) => Math.Round(top.Probability / 65536.0, 5);
}
