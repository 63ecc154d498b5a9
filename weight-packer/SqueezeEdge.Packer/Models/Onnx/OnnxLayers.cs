// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models.Graph;

namespace SqueezeEdge.Packer.Models.Onnx;

/// <summary>Turns the nodes of an ONNX graph into layers; operators outside the family are refused by name.</summary>
internal sealed class OnnxLayers
{
    private readonly Dictionary<string, OnnxTensor> constants;
    private readonly HashSet<string> shapes = [];
    private readonly LayerGraph graph;

    private OnnxLayers(OnnxFile file)
    {
        if (file.Inputs is not [var input])
        {
            throw new ModelException(
                $"the ONNX model has {file.Inputs.Count} inputs "
                    + $"({string.Join(", ", file.Inputs.Take(8).Select(i => i.Name))}); one is needed."
            );
        }

        if (file.Outputs is not [_])
        {
            throw new ModelException(
                $"the ONNX model has {file.Outputs.Count} outputs ({string.Join(", ", file.Outputs.Take(8))}); one is needed."
            );
        }

        constants = new Dictionary<string, OnnxTensor>(file.Constants);
        var known = input.Shape.Count == 4;
        graph = new LayerGraph(input.Name) { Height = known ? input.Shape[2] : null, Width = known ? input.Shape[3] : null };
    }

    /// <summary>Converts a graph.</summary>
    /// <param name="file">The file.</param>
    /// <returns>Its layers.</returns>
    /// <exception cref="ModelException">A node is none of the family or lacks something.</exception>
    public static LayerGraph Convert(OnnxFile file)
    {
        var converter = new OnnxLayers(file);
        foreach (var node in file.Nodes)
        {
            converter.Add(node);
        }

        converter.graph.Output = converter.graph.Resolve(file.Outputs[0]);
        return converter.graph;
    }

    private void Add(OnnxNode node)
    {
        if (node.Domain is not ("" or "ai.onnx"))
        {
            throw new ModelException($"{node.Label} is an operator of '{node.Domain}', which cannot be read.");
        }

        if (node.Outputs.Count == 0 || node.Outputs[0].Length == 0)
        {
            throw new ModelException($"{node.Label} writes nothing.");
        }

        // What computes the shape a later Reshape asks for touches no map.
        if (
            node.Operator == "Shape"
            || (node.Inputs.Any(shapes.Contains) && node.Inputs.All(i => shapes.Contains(i) || constants.ContainsKey(i)))
        )
        {
            shapes.UnionWith(node.Outputs);
            return;
        }

        var output = node.Outputs[0];
        switch (node.Operator)
        {
            case "Constant":
                constants[output] =
                    node.Attributes.TryGetValue("value", out var value) && value.Tensor is { } tensor
                        ? tensor with
                        {
                            Name = output,
                        }
                        : Listed(node, output);
                break;
            case "Conv":
                graph.Add(Convolution(node));
                break;
            case "BatchNormalization":
                Require(
                    node,
                    node.Inputs.Count == 5 && node.Outputs.Count(o => o.Length > 0) == 1,
                    "it must be exported in evaluation mode"
                );
                Require(node, node.Int("training_mode", 0) == 0, "it must be exported in evaluation mode");
                var epsilon = node.Attributes.TryGetValue("epsilon", out var e) ? e.Single : null;
                graph.Fold(
                    node.Label,
                    Input(node),
                    output,
                    BatchNormalization.Of(
                        Constant(node, 3).Singles(),
                        Constant(node, 4).Singles(),
                        Constant(node, 1).Singles(),
                        Constant(node, 2).Singles(),
                        epsilon ?? BatchNormalization.DefaultEpsilon,
                        node.Label
                    )
                );
                break;
            case "Relu":
                graph.Add(new RectifierLayer(node.Name, node.Label, Input(node), output));
                break;
            case "Clip":
                graph.Add(Clip(node));
                break;
            case "MaxPool":
                graph.Add(MaxPool(node));
                break;
            case "GlobalAveragePool":
                graph.Add(new AverageLayer(node.Name, node.Label, Input(node), output, null, null));
                break;
            case "AveragePool":
                var window = node.Ints("kernel_shape");
                Require(
                    node,
                    window.Count == 2 && node.Ints("pads").All(p => p == 0) && node.Text("auto_pad") is "" or "NOTSET" or "VALID",
                    "it must have a two-dimensional window and no padding"
                );
                graph.Add(new AverageLayer(node.Name, node.Label, Input(node), output, Small(window[0]), Small(window[1])));
                break;
            case "ReduceMean":
                Require(node, Axes(node) is [2, 3] or [3, 2] or [-2, -1] or [-1, -2], "it must average over height and width");
                graph.Add(new AverageLayer(node.Name, node.Label, Input(node), output, null, null));
                break;
            case "Concat":
                Require(node, node.Int("axis", 1) is 1 or -3, "it must join channels (axis 1)");
                graph.Add(new ConcatenationLayer(node.Name, node.Label, [.. node.Inputs.Select(graph.Resolve)], output));
                break;
            case "Add" or "Sum":
                Require(
                    node,
                    node.Inputs.Count == 2 && !node.Inputs.Any(constants.ContainsKey),
                    "only two maps of the same size can be added"
                );
                graph.Add(new AdditionLayer(node.Name, node.Label, [.. node.Inputs.Select(graph.Resolve)], output));
                break;
            case "Identity" when node.Inputs is [var source] && constants.TryGetValue(source, out var same):
                constants[output] = same;
                break;
            case "Identity" or "Dropout":
                graph.Alias(node.Label, Input(node), output);
                break;
            case "Softmax" or "Flatten" or "Reshape" or "Squeeze":
                graph.Add(new ClosingLayer(node.Name, node.Label, Input(node), output));
                break;
            default:
                throw new ModelException(
                    $"{node.Label}: the operator '{node.Operator}' is none of those SqueezeNets consist of (docs/importing.md lists them)."
                );
        }
    }

    private ConvolutionLayer Convolution(OnnxNode node)
    {
        Require(node, node.Inputs.Count is 2 or 3, "it must have weights");
        var tensor = Constant(node, 1);
        Require(
            node,
            tensor.Shape is [> 0, > 0, > 0, > 0] && tensor.Shape[2] == tensor.Shape[3],
            "its weights must be [filters, channels, kernel, kernel] with a square kernel, they are "
                + $"[{string.Join(", ", tensor.Shape.Take(8))}]"
        );
        var kernel = Small(tensor.Shape[2]);
        Require(
            node,
            node.Ints("kernel_shape") is [] || node.Ints("kernel_shape").All(k => k == kernel),
            "kernel_shape does not fit its weights"
        );
        Require(node, node.Int("group", 1) == 1, "grouped convolutions are not possible");
        Require(node, node.Ints("dilations").All(d => d == 1), "dilated convolutions are not possible");
        var strides = node.Ints("strides");
        Require(node, strides is [] || (strides is [var a, var b] && a == b), "both strides must be equal");
        var stride = strides is [] ? 1 : Small(strides[0]);
        var weights = tensor.Singles();
        var bias = node.Inputs.Count == 3 && node.Inputs[2].Length > 0 ? Constant(node, 2).Singles() : new float[Small(tensor.Shape[0])];
        return new ConvolutionLayer(
            node.Name,
            node.Label,
            Input(node),
            node.Outputs[0],
            new ConvolutionWeights(Small(tensor.Shape[0]), Small(tensor.Shape[1]), kernel, weights, bias),
            stride,
            Padding(node, kernel, stride)
        );
    }

    private static int Padding(OnnxNode node, int kernel, int stride)
    {
        var pads = node.Ints("pads");
        switch (node.Text("auto_pad"))
        {
            case "" or "NOTSET":
                Require(node, pads is [] || (pads.Count == 4 && pads.All(p => p == pads[0])), "its padding must be the same on all sides");
                return pads is [] ? 0 : Small(pads[0]);
            case "VALID":
                return 0;
            default:
                Require(node, stride == 1 && kernel % 2 == 1, "automatic padding is only possible with stride 1 and an odd kernel");
                return kernel / 2;
        }
    }

    private MaxPoolLayer MaxPool(OnnxNode node)
    {
        var kernel = node.Ints("kernel_shape");
        var strides = node.Ints("strides");
        Require(node, kernel is [var kh, var kw] && kh == kw, "its window must be square");
        Require(node, strides is [] || (strides is [var sh, var sw] && sh == sw), "both strides must be equal");
        Require(node, node.Ints("dilations").All(d => d == 1), "dilated pooling is not possible");
        Require(node, node.Outputs.Count(o => o.Length > 0) == 1, "the indices of the maxima cannot be given");
        var pads = node.Ints("pads");
        var auto = node.Text("auto_pad");
        Require(node, auto is "" or "NOTSET" or "VALID" or "SAME_UPPER", $"the automatic padding '{auto}' is not possible");
        var ignored = auto is "VALID" or "SAME_UPPER" || pads is [];
        Require(node, ignored || (pads is [0, 0, >= 0, >= 0]), "padding at the top or left is not possible");
        var ends = new PoolEnds(
            node.Int("ceil_mode", 0) != 0,
            ignored ? 0 : Small(pads[2]),
            ignored ? 0 : Small(pads[3]),
            auto == "SAME_UPPER"
        );
        return new MaxPoolLayer(
            node.Name,
            node.Label,
            Input(node),
            node.Outputs[0],
            Small(kernel[0]),
            strides is [] ? 1 : Small(strides[0]),
            ends
        );
    }

    /// <summary>A clip that only cuts what is negative is a ReLU.</summary>
    private RectifierLayer Clip(OnnxNode node)
    {
        var low = Bound("min", 1);
        var high = Bound("max", 2);
        Require(node, low == 0 && high is null or float.PositiveInfinity or >= 3e38f, "only a clip at 0 without an upper bound is a ReLU");
        return new RectifierLayer(node.Name, node.Label, Input(node), node.Outputs[0]);

        float? Bound(string attribute, int input) =>
            node.Attributes.TryGetValue(attribute, out var a) ? a.Single
            : node.Inputs.Count > input && node.Inputs[input].Length > 0
                ? Constant(node, input).Singles() is [var v] ? v
                    : float.NaN
            : null;
    }

    private long[] Axes(OnnxNode node) =>
        node.Inputs.Count > 1 && node.Inputs[1].Length > 0 ? Constant(node, 1).Integers() : [.. node.Ints("axes")];

    private OnnxTensor Constant(OnnxNode node, int input) =>
        constants.TryGetValue(node.Inputs[input], out var tensor)
            ? tensor
            : throw new ModelException($"{node.Label}: its input '{node.Inputs[input]}' must be a constant of the model.");

    /// <summary>A constant given as a list of numbers, which only shapes are.</summary>
    private static OnnxTensor Listed(OnnxNode node, string output)
    {
        var values = node.Attributes.Values.SelectMany(a => a.Ints).ToArray();
        var single = node.Attributes.TryGetValue("value_float", out var value) ? value.Single : null;
        return single is { } number
            ? new OnnxTensor(output, [], 1, default, [number], [], false)
            : new OnnxTensor(output, [values.Length], 7, default, [], values, false);
    }

    private string Input(OnnxNode node) =>
        node.Inputs.Count > 0 && node.Inputs[0].Length > 0
            ? graph.Resolve(node.Inputs[0])
            : throw new ModelException($"{node.Label} reads nothing.");

    private static int Small(long value) => (int)Math.Clamp(value, -1, int.MaxValue);

    private static void Require(OnnxNode node, bool condition, string what)
    {
        if (!condition)
        {
            throw new ModelException($"{node.Label}: {what}.");
        }
    }
}
