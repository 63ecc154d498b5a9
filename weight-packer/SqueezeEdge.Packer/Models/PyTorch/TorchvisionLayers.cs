// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models.Graph;

namespace SqueezeEdge.Packer.Models.PyTorch;

/// <summary>The layers of torchvision's SqueezeNets, whose state dicts name tensors but no order; filters, kernels and classes
/// follow from the shapes.</summary>
internal static class TorchvisionLayers
{
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
    /// <returns>The layers.</returns>
    /// <exception cref="ModelException">A tensor has no shape of a convolution.</exception>
    public static LayerGraph Create(Dictionary<string, (int[] Shape, Func<float[]> Values)> tensors, string version)
    {
        var graph = new LayerGraph("input");
        var (fires, pools) = Versions[version];
        var map = Rectified("features.0", "input", 2, 0);
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

        graph.Add(new AverageLayer("", "classifier.3", Rectified("classifier.1", map, 1, 0), "logits", null, null));
        return graph;

        string Rectified(string name, string from, int stride, int padding)
        {
            var (shape, values) = tensors[name + ".weight"];
            var biases = tensors[name + ".bias"];
            if (shape is not [> 0, > 0, > 0, > 0] || shape[2] != shape[3] || biases.Shape is not [_] || biases.Shape[0] != shape[0])
            {
                throw new ModelException(
                    $"'{name}' has weights [{string.Join(", ", shape)}] and biases "
                        + $"[{string.Join(", ", biases.Shape)}]; [filters, channels, kernel, kernel] and [filters] are "
                        + "needed."
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
            graph.Add(new RectifierLayer("", name + " (ReLU)", name, name + "/relu"));
            return name + "/relu";
        }
    }

    private static IEnumerable<string> Names(string version) =>
        Versions[version]
            .Fires.SelectMany(i => new[] { $"features.{i}.squeeze", $"features.{i}.expand1x1", $"features.{i}.expand3x3" })
            .Append("features.0")
            .Append("classifier.1");
}
