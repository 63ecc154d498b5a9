// SPDX-License-Identifier: MIT
using System.Globalization;
using SqueezeEdge.Packer.Models.Graph;

namespace SqueezeEdge.Packer.Models;

/// <summary>Tensors of a file that has only names and shapes: a state dict of PyTorch or safetensors.</summary>
internal static class NamedTensors
{
    private const string Counter = ".num_batches_tracked";

    /// <summary>Whether a tensor counts training steps, which no network needs.</summary>
    public static bool IsCounter(string name) => name.EndsWith(Counter, StringComparison.Ordinal);

    /// <summary>Removes what all names begin with before torchvision's names, such as <c>module.</c> or <c>squeezenet.</c></summary>
    public static Dictionary<string, (int[] Shape, Func<float[]> Values)> WithoutPrefix(
        Dictionary<string, (int[] Shape, Func<float[]> Values)> tensors
    )
    {
        var first = tensors.Keys.FirstOrDefault(k => k.EndsWith("features.0.weight", StringComparison.Ordinal));
        var prefix = first is null ? "" : first[..^"features.0.weight".Length];
        return prefix.Length > 0 && prefix.EndsWith('.') && tensors.Keys.All(k => k.StartsWith(prefix, StringComparison.Ordinal))
            ? tensors.ToDictionary(t => t.Key[prefix.Length..], t => t.Value)
            : tensors;
    }

    /// <summary>Multiplies batch normalizations into the convolutions before them.</summary>
    /// <param name="tensors">All tensors, in the order of the file.</param>
    /// <param name="ordered">Whether that order is the network's, so that a normalization follows its convolution.</param>
    /// <param name="folded">Is given the names of the normalizations.</param>
    /// <returns>The tensors without normalizations.</returns>
    /// <exception cref="ModelException">It cannot be told which convolution is normalized.</exception>
    public static Dictionary<string, (int[] Shape, Func<float[]> Values)> Fold(
        Dictionary<string, (int[] Shape, Func<float[]> Values)> tensors,
        bool ordered,
        List<string> folded
    )
    {
        const string Mean = ".running_mean";
        var result = new Dictionary<string, (int[] Shape, Func<float[]> Values)>(
            tensors.Where(t => !IsCounter(t.Key)).Select(t => KeyValuePair.Create(t.Key, t.Value))
        );
        var names = tensors.Keys.ToList();
        var taken = new HashSet<string>();
        foreach (var normalization in names.Where(n => n.EndsWith(Mean, StringComparison.Ordinal)).Select(n => n[..^Mean.Length]))
        {
            var label = $"the batch normalization '{normalization}'";
            var channels = tensors[normalization + Mean].Shape is [var c] ? c : throw new ModelException($"{label} has no list of means.");
            var before = names
                .Take(names.FindIndex(n => n.StartsWith(normalization + ".", StringComparison.Ordinal)))
                .Where(n => n.EndsWith(".weight", StringComparison.Ordinal) && tensors[n].Shape.Length == 4)
                .Select(n => n[..^".weight".Length])
                .LastOrDefault();
            var convolution =
                Relatives(normalization).FirstOrDefault(n => Fits(n, channels))
                ?? (ordered && before is not null && Fits(before, channels) ? before : null)
                ?? throw new ModelException(
                    $"it cannot be told which convolution {label} ({channels} channels) follows. "
                        + "Export the model as ONNX in evaluation mode."
                );
            taken.Add(convolution);
            folded.Add(normalization);
            var normal = BatchNormalization.Of(
                Values(normalization + Mean)!,
                Values(normalization + ".running_var") ?? throw new ModelException($"{label} has no variances."),
                Values(normalization + ".weight"),
                Values(normalization + ".bias"),
                BatchNormalization.DefaultEpsilon,
                label
            );
            var (shape, weights) = tensors[convolution + ".weight"];
            var fused = new Lazy<ConvolutionWeights>(() =>
                normal.Fold(
                    new ConvolutionWeights(shape[0], shape[1], shape[2], weights(), Values(convolution + ".bias") ?? new float[channels]),
                    label
                )
            );
            foreach (var part in new[] { Mean, ".running_var", ".weight", ".bias" })
            {
                result.Remove(normalization + part);
            }

            result[convolution + ".weight"] = (shape, () => fused.Value.Weights);
            result[convolution + ".bias"] = ([channels], () => fused.Value.Bias);
        }

        return result;

        bool Fits(string name, int channels) =>
            !taken.Contains(name) && tensors.TryGetValue(name + ".weight", out var t) && t.Shape.Length == 4 && t.Shape[0] == channels;

        float[]? Values(string name) => tensors.TryGetValue(name, out var t) ? t.Values() : null;
    }

    /// <summary>Names a convolution may have, from its normalization's: one less in a sequence, or without the letters bn.</summary>
    private static IEnumerable<string> Relatives(string normalization)
    {
        var dot = normalization.LastIndexOf('.') + 1;
        var (parent, own) = (normalization[..dot], normalization[dot..]);
        if (int.TryParse(own, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            yield return $"{parent}{number - 1}";
        }

        foreach (var mark in new[] { "_bn", "bn_", "_norm", "norm_", "bn" })
        {
            if (own.Contains(mark, StringComparison.Ordinal) && own.Length > mark.Length)
            {
                yield return parent + own.Replace(mark, "", StringComparison.Ordinal);
                yield return parent + own.Replace(mark, "conv", StringComparison.Ordinal);
            }
        }

        if (own is "bn" or "norm" && parent.Length > 1)
        {
            yield return parent[..^1];
            yield return parent + "conv";
        }
    }
}
