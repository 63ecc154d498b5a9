// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models.Graph;

/// <summary>Recognises the operations of the SqueezeNet family in the layers of a file: one walk from the input to the average.</summary>
internal sealed class GraphAssembler
{
    private readonly LayerGraph graph;
    private readonly ILookup<string, Layer> consumers;
    private readonly HashSet<Layer> used = new(ReferenceEqualityComparer.Instance);
    private readonly List<(Operation Operation, string GivenName)> operations = [];
    private readonly List<ConvolutionWeights> weights = [];
    private bool finalRelu = true;
    private int height;
    private int width;

    private GraphAssembler(LayerGraph graph, int height, int width)
    {
        this.graph = graph;
        this.height = height;
        this.width = width;
        consumers = graph.Layers.SelectMany(l => l.Inputs.Select(i => (Input: i, Layer: l))).ToLookup(p => p.Input, p => p.Layer);
    }

    /// <summary>Recognises a network.</summary>
    /// <param name="graph">The layers.</param>
    /// <param name="height">Height of the input.</param>
    /// <param name="width">Width of the input.</param>
    /// <returns>Its operations, the weights in topology order, and whether a ReLU follows the last convolution.</returns>
    /// <exception cref="ModelException">The graph is none of the family; the layer that does not fit is named.</exception>
    public static (IReadOnlyList<Operation> Operations, IReadOnlyList<ConvolutionWeights> Weights, bool FinalRelu) Assemble(
        LayerGraph graph,
        int height,
        int width
    )
    {
        var assembler = new GraphAssembler(graph, height, width);
        assembler.Walk();
        return (GraphNames.Choose(assembler.operations), assembler.weights, assembler.finalRelu);
    }

    private void Walk()
    {
        var map = graph.Input;
        while (true)
        {
            var next = consumers[map].ToList();
            switch (next)
            {
                case [ConvolutionLayer convolution]:
                    map = Convolve(convolution, map, null);
                    break;
                case [MaxPoolLayer pool]:
                    map = Pool(pool);
                    break;
                case [AverageLayer average]:
                    Close(average);
                    return;
                case [ConvolutionLayer squeeze, AdditionLayer addition]:
                    map = Convolve(squeeze, map, addition);
                    break;
                case [AdditionLayer addition, ConvolutionLayer squeeze]:
                    map = Convolve(squeeze, map, addition);
                    break;
                case [ConvolutionLayer a, ConvolutionLayer b]:
                    var first = consumers[a.Output].FirstOrDefault() is AdditionLayer;
                    map = Convolve(first ? b : a, map, first ? a : b);
                    break;
                case []:
                    throw new ModelException($"the network ends at '{map}', before a global average. {Family}");
                default:
                    throw new ModelException(
                        $"{next[^1].Label} does not fit where it stands{(next.Count > 1 ? $", beside {next[0].Label}" : "")}. {Family}"
                    );
            }
        }
    }

    private const string Family =
        "A network of the SqueezeNet family is a chain of convolutions with ReLU, fire modules (with or without bypass) "
        + "and max pooling, with a global average at its end; see docs/importing.md.";

    /// <summary>A convolution with its ReLU, or the fire module that begins with it. The bypass is an addition or a convolution
    /// that reads the same map.</summary>
    private string Convolve(ConvolutionLayer convolution, string input, Layer? bypass)
    {
        used.Add(convolution);
        if (convolution.Stride is < 1 or > 4 || convolution.Padding is < 0 or > 10)
        {
            throw new ModelException(
                $"{convolution.Label} has stride {convolution.Stride} and padding {convolution.Padding}; stride "
                    + "1..4 and padding 0..10 are possible."
            );
        }

        // Before the average the ReLU may be missing.
        finalRelu = consumers[convolution.Output].ToList() is not [AverageLayer];
        var map = finalRelu ? Rectified(convolution) : convolution.Output;
        if (convolution.Pointwise && consumers[map].ToList() is [ConvolutionLayer a, ConvolutionLayer b] && Joined(a, b) is { } joined)
        {
            return Fire(convolution, joined.First, joined.Second, joined.Output, input, bypass);
        }

        if (bypass is not null)
        {
            throw new ModelException($"{bypass.Label} reads the same map as {convolution.Label}, which begins no fire module. {Family}");
        }

        weights.Add(convolution.Weights);
        height = Slide(convolution, height);
        width = Slide(convolution, width);
        operations.Add(
            (
                new Convolution(
                    "",
                    convolution.Weights.OutputChannels,
                    convolution.Weights.Kernel,
                    convolution.Stride,
                    convolution.Padding
                ),
                convolution.Name
            )
        );
        return map;
    }

    private string Fire(
        ConvolutionLayer squeeze,
        ConvolutionLayer first,
        ConvolutionLayer second,
        string output,
        string input,
        Layer? bypass
    )
    {
        if (!first.Pointwise || !second.Same3x3)
        {
            throw new ModelException(
                $"{first.Label} and {second.Label} are no expand layers: 1x1 first, then 3x3 with padding 1, both with stride 1. {Family}"
            );
        }

        used.UnionWith([first, second]);
        weights.AddRange([squeeze.Weights, first.Weights, second.Weights]);
        var kind = Bypass.None;
        if (bypass is not null)
        {
            (output, kind) = Add(output, input, bypass);
        }

        operations.Add(
            (
                new Fire("", squeeze.Weights.OutputChannels, first.Weights.OutputChannels, second.Weights.OutputChannels, kind),
                GraphNames.Module(squeeze.Name, first.Name, second.Name)
            )
        );
        return output;
    }

    private (string Output, Bypass Kind) Add(string expanded, string input, Layer bypass)
    {
        var addend = input;
        if (bypass is ConvolutionLayer convolution)
        {
            addend = convolution.Output;
            used.Add(convolution);
            weights.Add(convolution.Weights);
            if (!convolution.Pointwise)
            {
                throw new ModelException($"{convolution.Label} goes around a fire module and is no 1x1 convolution with stride 1.");
            }
        }

        if (
            consumers[expanded].ToList() is not [AdditionLayer addition]
            || addition.Inputs.Count != 2
            || !addition.Inputs.Contains(addend)
            || (bypass is AdditionLayer && bypass != addition)
            || (bypass is ConvolutionLayer && consumers[addend].Count() != 1)
        )
        {
            throw new ModelException(
                $"{bypass.Label} is no bypass: it must be added to the output of the fire module that reads the same map. {Family}"
            );
        }

        used.Add(addition);
        if (consumers[addition.Output].ToList() is [RectifierLayer rectifier])
        {
            used.Add(rectifier);
            return (rectifier.Output, bypass is ConvolutionLayer ? Bypass.Complex : Bypass.Simple);
        }

        // Without ReLU a sum of maps that are not negative is the same; one with a convolution's output is not.
        return bypass is ConvolutionLayer
            ? throw new ModelException($"{addition.Label} is not followed by a ReLU, which a bypass with a convolution needs here.")
            : (addition.Output, Bypass.Simple);
    }

    /// <summary>The concatenation of two convolutions that each have a ReLU, or that have one after it.</summary>
    private (ConvolutionLayer First, ConvolutionLayer Second, string Output)? Joined(ConvolutionLayer a, ConvolutionLayer b)
    {
        var before = consumers[a.Output].FirstOrDefault() is RectifierLayer;
        var (left, right) = before ? (Rectified(a), Rectified(b)) : (a.Output, b.Output);
        if (consumers[left].ToList() is not [ConcatenationLayer join] || consumers[right].ToList() is not [var other] || join != other)
        {
            return null;
        }

        used.Add(join);
        var output = before ? join.Output : Rectified(join);
        return join.Inputs switch
        {
            [var x, var y] when x == left && y == right => (a, b, output),
            [var x, var y] when x == right && y == left => (b, a, output),
            _ => null,
        };
    }

    private string Rectified(Layer layer)
    {
        if (consumers[layer.Output].ToList() is [RectifierLayer rectifier])
        {
            used.Add(rectifier);
            return rectifier.Output;
        }

        throw new ModelException($"{layer.Label} is not followed by a ReLU alone. {Family}");
    }

    private string Pool(MaxPoolLayer pool)
    {
        used.Add(pool);
        if (pool.Kernel is not (2 or 3) || pool.Stride != 2)
        {
            throw new ModelException(
                $"{pool.Label} pools {pool.Kernel}x{pool.Kernel} windows with stride {pool.Stride}; 2x2 or 3x3 with stride 2 is possible."
            );
        }

        if (height < pool.Kernel || width < pool.Kernel)
        {
            throw new ModelException($"{pool.Label}: the {pool.Kernel}x{pool.Kernel} window does not fit its {width}x{height} input.");
        }

        var (tall, wide) = (Pooled(pool, height, pool.Ends.Bottom), Pooled(pool, width, pool.Ends.Right));
        var (ceil, floor) = (Fits(ceilMode: true), Fits(ceilMode: false));
        if (!ceil && !floor)
        {
            throw new ModelException(
                $"{pool.Label}: its padding makes {wide}x{tall} of a {width}x{height} map, which pooling without padding cannot."
            );
        }

        var padded = pool.Ends.Ceil || pool.Ends.Same || pool.Ends.Bottom > 0 || pool.Ends.Right > 0;
        operations.Add((new MaxPool("", pool.Kernel, pool.Stride, ceil && (padded || !floor)), pool.Name));
        (height, width) = (tall, wide);
        return pool.Output;

        bool Fits(bool ceilMode) =>
            tall == MaxPool.OutputSize(height, pool.Kernel, ceilMode) && wide == MaxPool.OutputSize(width, pool.Kernel, ceilMode);
    }

    /// <summary>Output size along one dimension. Padding never wins a maximum, so that at the far edge only the number of windows
    /// matters.</summary>
    private static int Pooled(MaxPoolLayer pool, int size, int end)
    {
        if (pool.Ends.Same)
        {
            var same = (size + 1) / 2;
            return (same - 1) * 2 + pool.Kernel - size <= 1 ? same : 0;
        }

        return MaxPool.OutputSize(size + Math.Min(end, pool.Kernel), pool.Kernel, pool.Ends.Ceil);
    }

    private static int Slide(ConvolutionLayer convolution, int size) =>
        (size + 2 * convolution.Padding - convolution.Weights.Kernel) / convolution.Stride + 1;

    private void Close(AverageLayer average)
    {
        if ((average.Height ?? height) != height || (average.Width ?? width) != width)
        {
            throw new ModelException(
                $"{average.Label} averages {average.Width}x{average.Height} windows of a {width}x{height} map; "
                    + "only an average over the whole map is possible."
            );
        }

        used.Add(average);
        operations.Add((new GlobalAverage(""), average.Name));
        var map = average.Output;
        var result = graph.Output is null || graph.Output == map;
        while (consumers[map].ToList() is { Count: > 0 } next)
        {
            if (next is not [ClosingLayer closing])
            {
                throw new ModelException(
                    $"{next.First(n => next.Count > 1 || n is not ClosingLayer).Label} comes after the global "
                        + $"average, which must be last. {Family}"
                );
            }

            used.Add(closing);
            map = closing.Output;
            result |= graph.Output == map;
        }

        if (!result)
        {
            throw new ModelException($"the output '{graph.Output}' is not what follows the global average ({average.Label}).");
        }

        if (graph.Layers.FirstOrDefault(l => !used.Contains(l)) is { } unused)
        {
            throw new ModelException($"{unused.Label} is not on the way from the input to the result. {Family}");
        }
    }
}
