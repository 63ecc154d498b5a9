// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models.Graph;
using SqueezeEdge.Packer.Models.Protobuf;

namespace SqueezeEdge.Packer.Models.Caffe;

/// <summary>Turns Caffe's layers into those of a graph. A layer may write over the map it reads, so maps are known by name and
/// writer.</summary>
internal sealed class CaffeLayers
{
    private readonly LayerGraph graph;
    private readonly Dictionary<string, string> current;
    private readonly HashSet<string> labels;

    private CaffeLayers(LayerGraph graph, IEnumerable<string> labels)
    {
        this.graph = graph;
        this.labels = [.. labels];
        current = new Dictionary<string, string> { [graph.Input] = graph.Input };
    }

    /// <summary>Adds layers to a graph.</summary>
    /// <param name="layers">Layers that read something, in the order of the file.</param>
    /// <param name="labels">Maps that hold labels of training, which no layer of the network reads.</param>
    /// <param name="graph">Where they go.</param>
    /// <exception cref="ModelException">A layer is none of the family; it is named.</exception>
    public static void Convert(IEnumerable<CaffeLayer> layers, IEnumerable<string> labels, LayerGraph graph)
    {
        var converter = new CaffeLayers(graph, labels);
        foreach (var layer in layers)
        {
            converter.Add(layer);
        }
    }

    private void Add(CaffeLayer layer)
    {
        switch (layer.Type)
        {
            case "Split" when labels.Contains(layer.Bottoms[0]):
                labels.UnionWith(layer.Tops);
                break;
            case "Split":
                foreach (var top in layer.Tops)
                {
                    var (from, copy) = (Bottom(layer, 0), $"{layer.Name}:{top}");
                    graph.Alias(layer.Label, from, copy);
                    current[top] = copy;
                }

                break;
            case "Dropout":
                var source = Bottom(layer, 0);
                graph.Alias(layer.Label, source, Top(layer));
                break;
            case "Convolution":
                graph.Add(Convolution(layer));
                break;
            case "BatchNorm":
                Normalize(layer, Statistics(layer));
                break;
            case "Scale":
                Normalize(layer, Scaled(layer));
                break;
            case "ReLU":
                Require(layer, layer.Fields(123)[1].All(f => f.Single == 0), "a slope below zero is not possible");
                var input = Bottom(layer, 0);
                graph.Add(new RectifierLayer(layer.Name, layer.Label, input, Top(layer)));
                break;
            case "Pooling":
                graph.Add(Pooling(layer));
                break;
            case "Concat":
                var concat = layer.Fields(104);
                Require(layer, Last(concat, 2, 1) == 1 && Last(concat, 1, 1) == 1, "it must join channels (axis 1)");
                graph.Add(new ConcatenationLayer(layer.Name, layer.Label, Bottoms(layer), Top(layer)));
                break;
            case "Eltwise":
                var sum = layer.Fields(110);
                Require(layer, Last(sum, 1, 1) == 1 && !sum.Contains(2), "only a plain sum is possible");
                graph.Add(new AdditionLayer(layer.Name, layer.Label, Bottoms(layer), Top(layer)));
                break;
            case "Softmax" or "Flatten":
                var logits = Bottom(layer, 0);
                graph.Add(new ClosingLayer(layer.Name, layer.Label, logits, Top(layer)));
                break;
            case "SoftmaxWithLoss" or "Accuracy" or "Silence":
                // They were of use in training; their results are read by nothing.
                break;
            default:
                throw new ModelException(
                    $"{layer.Label}: the type '{layer.Type}' is none of those SqueezeNets consist of (docs/importing.md lists them)."
                );
        }
    }

    private void Normalize(CaffeLayer layer, BatchNormalization normalization)
    {
        var input = Bottom(layer, 0);
        graph.Fold(layer.Label, input, Top(layer), normalization);
    }

    /// <summary>BatchNorm: sums of means and variances, and the factor both were summed with; no scale and no bias.</summary>
    private static BatchNormalization Statistics(CaffeLayer layer)
    {
        Require(layer, layer.Blobs.Count == 3 && layer.Blobs[2].Values.Length == 1, "it must have means, variances and their factor");
        var factor = layer.Blobs[2].Values[0];
        var unit = factor == 0 ? 0 : 1 / factor;
        var epsilon = layer.Fields(139)[3].Select(f => (double)f.Single).LastOrDefault(BatchNormalization.DefaultEpsilon);
        float[] mean = [.. layer.Blobs[0].Values.Select(v => v * unit)];
        float[] variance = [.. layer.Blobs[1].Values.Select(v => v * unit)];
        return BatchNormalization.Of(mean, variance, null, null, epsilon, layer.Label);
    }

    /// <summary>Scale: a factor for each channel and, where it has one, a bias.</summary>
    private static BatchNormalization Scaled(CaffeLayer layer)
    {
        var fields = layer.Fields(142);
        Require(layer, layer.Bottoms.Count == 1 && layer.Blobs.Count is 1 or 2, "it must scale by weights of its own");
        Require(layer, Last(fields, 1, 1) == 1 && Last(fields, 2, 1) == 1, "it must scale channels (axis 1)");
        double[] factor = [.. layer.Blobs[0].Values.Select(v => (double)v)];
        double[] addend = layer.Blobs.Count == 2 ? [.. layer.Blobs[1].Values.Select(v => (double)v)] : new double[factor.Length];
        Require(layer, addend.Length == factor.Length, "it must have as many biases as factors");
        return new BatchNormalization(factor, addend);
    }

    private ConvolutionLayer Convolution(CaffeLayer layer)
    {
        var fields = layer.Fields(106);
        Require(layer, layer.Blobs.Count is 1 or 2, "it must have weights and may have biases; a file without weights is no .caffemodel");
        var shape = layer.Blobs[0].Shape;
        Require(
            layer,
            shape is [> 0 and <= 4096, > 0 and <= 4096, > 0 and <= 1024, > 0] && shape[2] == shape[3] || shape is [> 0 and <= 4096, 1, 1],
            $"its weights must be [filters, channels, kernel, kernel] with a square kernel, they are [{string.Join(", ", shape.Take(8))}]"
        );
        Require(
            layer,
            shape.Aggregate(1L, (product, d) => product * d) == layer.Blobs[0].Values.Length,
            $"it has {layer.Blobs[0].Values.Length} weights, which do not fill their shape [{string.Join(", ", shape)}]"
        );
        Require(layer, Last(fields, 5, 1) == 1, "groups are not possible");
        Require(layer, fields[18].SelectMany(Integers).All(d => d == 1), "dilation is not possible");
        var (filters, kernel) = ((int)shape[0], (int)shape[2]);
        var bias = layer.Blobs.Count == 2 ? layer.Blobs[1].Values : new float[filters];
        var weights = new ConvolutionWeights(filters, (int)shape[1], kernel, layer.Blobs[0].Values, bias);
        var input = Bottom(layer, 0);
        return new ConvolutionLayer(
            layer.Name,
            layer.Label,
            input,
            Top(layer),
            weights,
            Both(layer, fields, 6, 13, 14, 1),
            Both(layer, fields, 3, 9, 10, 0)
        );
    }

    private Layer Pooling(CaffeLayer layer)
    {
        var fields = layer.Fields(121);
        var method = Last(fields, 1, 0);
        var whole = Last(fields, 12, 0) != 0;
        var (stride, padding) = (Both(layer, fields, 3, 7, 8, 1), Both(layer, fields, 4, 9, 10, 0));
        Require(layer, method is 0 or 1, "only maximum and average pooling are possible");
        Require(layer, padding == 0, "padded pooling is not possible");
        var kernel = whole ? 0 : Both(layer, fields, 2, 5, 6, 0);
        var input = Bottom(layer, 0);
        if (method == 1)
        {
            return new AverageLayer(layer.Name, layer.Label, input, Top(layer), whole ? null : kernel, whole ? null : kernel);
        }

        return new MaxPoolLayer(layer.Name, layer.Label, input, Top(layer), kernel, stride, new PoolEnds(Ceil: Last(fields, 13, 0) == 0));
    }

    /// <summary>A parameter that may be given once for both directions or for each; both must be equal.</summary>
    private static int Both(CaffeLayer layer, ILookup<int, ProtobufField> fields, int both, int vertical, int horizontal, int missing)
    {
        var values = fields[both]
            .SelectMany(Integers)
            .Concat(fields[vertical].SelectMany(Integers))
            .Concat(fields[horizontal].SelectMany(Integers))
            .Distinct()
            .ToList();
        Require(
            layer,
            values.Count <= 1 && fields.Contains(vertical) == fields.Contains(horizontal),
            "kernel, stride and padding must be the same in both directions"
        );
        return values.Count == 0 ? missing : (int)Math.Clamp(values[0], -1, int.MaxValue);
    }

    private static IReadOnlyList<long> Integers(ProtobufField field) => field.Integers("a layer of the Caffe model");

    private static int Last(ILookup<int, ProtobufField> fields, int number, int missing) =>
        fields[number].Select(f => f.Int).LastOrDefault(missing);

    private IReadOnlyList<string> Bottoms(CaffeLayer layer) => [.. layer.Bottoms.Select((_, i) => Bottom(layer, i))];

    private string Bottom(CaffeLayer layer, int index) =>
        current.TryGetValue(layer.Bottoms[index], out var map)
            ? graph.Resolve(map)
            : throw new ModelException($"{layer.Label} reads '{layer.Bottoms[index]}', which no layer before it writes.");

    /// <summary>The map a layer writes, which from now on is what its name means; the bottoms must be taken before.</summary>
    private string Top(CaffeLayer layer)
    {
        Require(layer, layer.Tops.Count == 1, $"it has {layer.Tops.Count} outputs; one is needed");
        return current[layer.Tops[0]] = $"{layer.Name}:{layer.Tops[0]}";
    }

    private static void Require(CaffeLayer layer, bool condition, string what)
    {
        if (!condition)
        {
            throw new ModelException($"{layer.Label}: {what}.");
        }
    }
}
