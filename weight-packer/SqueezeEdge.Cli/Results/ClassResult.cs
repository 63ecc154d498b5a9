// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Cli.Results;

/// <summary>One of the best classes of a picture.</summary>
/// <param name="Index">0-based class.</param>
/// <param name="Label">Its name, or <c>class N</c>.</param>
/// <param name="Probability">Its softmax probability, 0..1, rounded to five digits.</param>
/// <param name="Sum">Its accumulated activation: the logit in integer units, identical on every target.</param>
internal sealed record ClassResult(int Index, string Label, double Probability, int Sum)
{
    /// <summary>The best classes of a frame, best first.</summary>
    public static IReadOnlyList<ClassResult> Of(QuantizedModel model, InferenceResult result) =>
        [.. result.Top.Select(t => new ClassResult(t.Index, LabelOf(model, t.Index), Math.Round(t.Probability / 65536.0, 5), t.Sum))];

    /// <summary>The name of a class.</summary>
    public static string LabelOf(QuantizedModel model, int index) => model.Labels.Count > index ? model.Labels[index] : $"class {index}";
}
