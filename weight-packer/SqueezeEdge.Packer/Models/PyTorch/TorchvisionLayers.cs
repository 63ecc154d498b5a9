// SPDX-License-Identifier: MIT
using System.Globalization;
using SqueezeEdge.Packer.Models.Graph;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models.PyTorch;

/// <summary>The layers of torchvision's SqueezeNets, whose state dicts name tensors but no order; filters, kernels and classes
/// follow from the shapes.</summary>
internal static class TorchvisionLayers
{
    private const string Features = "features.";

    /// <summary>Indices in torchvision's <c>features</c>: fire modules, and poolings (0 is the first convolution).</summary>
    private static readonly Dictionary<string, (int[] Fires, int[] Pools)> Versions = new()
    {
        ["1.0"] = ([3, 4, 5, 7, 8, 9, 10, 12], [2, 6, 11]),
        ["1.1"] = ([3, 4, 6, 7, 9, 10, 11, 12], [2, 5, 8]),
    };

    /// <summary>Recognises a version by the names of its tensors.</summary>
    /// <param name="names">All names of the file.</param>
    /// <returns>1.0 or 1.1, or null if they are others.</returns>
    public static string? Version(IEnumerable<string> names)
    {
        var given = names.Order(StringComparer.Ordinal).ToList();
        return Versions.Keys.FirstOrDefault(v =>
            given.SequenceEqual(Names(v).SelectMany(n => new[] { n + ".bias", n + ".weight" }).Order(StringComparer.Ordinal))
        );
    }

    /// <summary>Builds the layers.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="version">1.0 or 1.1.</param>
    /// <param name="padding">Padding of the first convolution.</param>
    /// <param name="finalRelu">Whether a ReLU follows the last convolution.</param>
    /// <returns>The layers.</returns>
    /// <exception cref="ModelException">A tensor has no shape of a convolution.</exception>
    public static LayerGraph Create(
        Dictionary<string, (int[] Shape, Func<float[]> Values)> tensors,
        string version,
        int padding,
        bool finalRelu
    )
    {
        var graph = new LayerGraph("input");
        var (fires, pools) = Versions[version];
        var map = Rectified("features.0", "input", 2, padding);
        for (var i = 2; i <= Math.Max(fires[^1], pools[^1]); i++)
        {
            var name = $"features.{i}";
            if (pools.Contains(i))
            {
                graph.Add(new MaxPoolLayer("", name, map, name, 3, 2, new PoolEnds(true)));
                map = name;
                continue;
            }

            var squeezed = Rectified(name + ".squeeze", map, 1, 0);
            graph.Add(
                new ConcatenationLayer(
                    "",
                    name,
                    [Rectified(name + ".expand1x1", squeezed, 1, 0), Rectified(name + ".expand3x3", squeezed, 1, 1)],
                    name
                )
            );
            map = name;
        }

        graph.Add(
            new AverageLayer(
                "",
                "classifier.3",
                finalRelu ? Rectified("classifier.1", map, 1, 0) : Convolved("classifier.1", map, 1, 0),
                "logits",
                null,
                null
            )
        );
        return graph;

        string Rectified(string name, string from, int stride, int padding)
        {
            graph.Add(new RectifierLayer("", name + " (ReLU)", Convolved(name, from, stride, padding), name + "/relu"));
            return name + "/relu";
        }

        string Convolved(string name, string from, int stride, int padding)
        {
            var (shape, values) = tensors[name + ".weight"];
            var biases = tensors[name + ".bias"];
            if (shape is not [> 0, > 0, > 0, > 0] || shape[2] != shape[3] || biases.Shape is not [_] || biases.Shape[0] != shape[0])
            {
                throw new ModelException(
                    $"'{name}' has weights [{string.Join(", ", shape)}] and biases [{string.Join(", ", biases.Shape)}]; "
                        + "[filters, channels, kernel, kernel] and [filters] are needed."
                );
            }

            graph.Add(
                new ConvolutionLayer(
                    "",
                    name,
                    from,
                    name,
                    new ConvolutionWeights(shape[0], shape[1], shape[2], values(), biases.Values()),
                    stride,
                    padding
                )
            );
            return name;
        }
    }

    /// <summary>Names of the tensors by tensor of a description whose operations stand for this version's.</summary>
    /// <param name="operations">The operations of a description.</param>
    /// <param name="version">1.0 or 1.1.</param>
    /// <returns>For example <c>features.3.squeeze</c> for <c>fire2/squeeze1x1</c>.</returns>
    /// <exception cref="ModelException">There are other operations than the version has.</exception>
    public static IReadOnlyDictionary<string, string> TensorsOf(IReadOnlyList<Operation> operations, string version)
    {
        var convolutions = operations.OfType<Convolution>().Select(c => c.Name).ToArray();
        var modules = operations.OfType<Fire>().Select(f => f.Name).ToArray();
        var fires = Versions[version].Fires;
        if (convolutions.Length != 2 || modules.Length != fires.Length)
        {
            throw new ModelException(
                $"its tensors are those of torchvision's SqueezeNet {version}: 2 convolutions and {fires.Length} fire modules; the "
                    + $"description's 'operations' have {convolutions.Length} and {modules.Length}."
            );
        }

        var names = new Dictionary<string, string> { [convolutions[0]] = "features.0", [convolutions[1]] = "classifier.1" };
        foreach (var (module, index) in modules.Zip(fires))
        {
            names[module + "/squeeze1x1"] = $"features.{index}.squeeze";
            names[module + "/expand1x1"] = $"features.{index}.expand1x1";
            names[module + "/expand3x3"] = $"features.{index}.expand3x3";
        }

        return names;
    }

    /// <summary>
    /// Numbers the features as without the batch normalizations that stood between them: <c>features.4.squeeze</c> after a
    /// normalization <c>features.1</c> becomes <c>features.3.squeeze</c>.
    /// </summary>
    /// <param name="tensors">Tensors without normalizations.</param>
    /// <param name="folded">Names of the normalizations.</param>
    /// <returns>The tensors under their new names.</returns>
    public static Dictionary<string, (int[] Shape, Func<float[]> Values)> WithoutNormalizationIndices(
        Dictionary<string, (int[] Shape, Func<float[]> Values)> tensors,
        IReadOnlyList<string> folded
    )
    {
        int[] gone = [.. folded.Select(f => Index(f, f.Length)).OfType<int>()];
        return gone.Length == 0 ? tensors : tensors.ToDictionary(t => Renumbered(t.Key), t => t.Value);

        string Renumbered(string name)
        {
            var end = name.IndexOf('.', Features.Length < name.Length ? Features.Length : name.Length - 1);
            return end > 0 && Index(name, end) is { } index ? $"{Features}{index - gone.Count(g => g < index)}{name[end..]}" : name;
        }

        static int? Index(string name, int end) =>
            name.StartsWith(Features, StringComparison.Ordinal)
            && end > Features.Length
            && int.TryParse(name.AsSpan(Features.Length, end - Features.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var i)
                ? i
                : null;
    }

    private static IEnumerable<string> Names(string version) =>
        Versions[version]
            .Fires.SelectMany(i => new[] { $"features.{i}.squeeze", $"features.{i}.expand1x1", $"features.{i}.expand3x3" })
            .Append("features.0")
            .Append("classifier.1");
}
