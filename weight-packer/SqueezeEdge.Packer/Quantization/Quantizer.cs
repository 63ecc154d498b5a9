// SPDX-License-Identifier: MIT
using System.Numerics.Tensors;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Quantization;

/// <summary>
/// Turns a trained network into integers without retraining and without labels: per layer an optimal codebook, error feedback
/// on the surviving weights, bias correction and clips that lose least, each measured on calibration images as they arrive
/// through the layers already quantized.
/// </summary>
public sealed class Quantizer
{
    private const int PositionsPerImage = 256;
    private const int RangeSamplesPerImage = 4000;
    private const int LargestLevel = 127;
    private const double Damping = 0.01;

    private readonly FloatModel model;
    private readonly FloatNetwork network;
    private readonly QuantizationOptions options;
    private readonly CalibrationSet images;
    private readonly QuantizedTensor[] tensors;
    private readonly double[] outputScale;
    private readonly SortedDictionary<int, BypassAddition> additions = [];
    private readonly List<string> warnings;

    private Quantizer(FloatModel model, IReadOnlyList<byte[]> inputs, QuantizationOptions options)
    {
        this.model = model;
        this.options = options;
        network = new FloatNetwork(model);
        images = new CalibrationSet(inputs, model.Network.Input);
        tensors = new QuantizedTensor[model.Tensors.Count];
        outputScale = new double[model.Tensors.Count];
        warnings = [.. DegenerateLayers.Check(model)];
    }

    /// <summary>Quantizes a model.</summary>
    /// <param name="model">The trained network.</param>
    /// <param name="inputs">Calibration images as planes in network channel order (about 200). With none, noise takes their place
    /// and accuracy suffers.</param>
    /// <param name="options">Bits and progress.</param>
    /// <param name="labels">One name per class, or none.</param>
    /// <returns>The integer network; the same arguments always give the same result.</returns>
    /// <exception cref="ModelException">A layer cannot be quantized, for instance because all its weights are 0, and the message
    /// names it; or the bits are out of range, or an image has another size than the input.</exception>
    public static QuantizedModel Quantize(
        FloatModel model,
        IReadOnlyList<byte[]> inputs,
        QuantizationOptions options,
        IReadOnlyList<string> labels
    )
    {
        if (options.Bits is < 2 or > 8)
        {
            throw new ModelException($"{options.Bits} bits are not possible; weights can have 2 to 8.");
        }

        var input = model.Network.Input;
        var bytes = input.Width * input.Height * input.Channels;
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Length != bytes)
            {
                throw new ModelException(
                    $"calibration image {i} has {inputs[i].Length} bytes; the input of '{model.Network.Name}' "
                        + $"takes {input.Width}x{input.Height}x{input.Channels} = {bytes}."
                );
            }
        }

        if (inputs.Count == 0)
        {
            options.Progress?.Report(("no calibration images: noise takes their place, expect low accuracy", 0));
            inputs = Noise(input);
        }

        return new Quantizer(FinalConstant.Add(model, inputs), inputs, options).Run(labels);
    }

    private QuantizedModel Run(IReadOnlyList<string> labels)
    {
        var input = model.Network.Input;
        var means = input.Mean.Select(m => (double)m).ToArray();
        var scale = 1.0;
        var tensor = 0;
        for (var i = 0; i < model.Network.Operations.Count; i++)
        {
            switch (model.Network.Operations[i])
            {
                case Convolution:
                    scale = Layer([tensor++], scale, i + 1);
                    break;
                case Fire fire:
                    var carried = fire.Bypass == Bypass.None ? default : Carry(fire, tensor + 3, scale);
                    scale = Layer([tensor++], scale, null);
                    scale = Layer([tensor++, tensor++], scale, i + 1, fire.Bypass == Bypass.None ? null : (i, carried));
                    tensor += fire.Bypass == Bypass.Complex ? 1 : 0;
                    break;
            }
        }

        var last = model.Shapes.Tensors[^1];
        var perUnit = outputScale[^1] / (last.OutputWidth * last.OutputHeight);
        var probability = Math.Clamp(Math.Round(Math.Pow(2, 27) * Math.Log2(Math.E) * perUnit), 1, uint.MaxValue);
        return new QuantizedModel(
            model.Network,
            tensors,
            [.. means.Select(m => (byte)Math.Round(m))],
            (uint)probability,
            model.Identity,
            labels
        )
        {
            Additions = additions,
            Warnings = warnings,
        };
    }

    /// <summary>Puts aside what a module's bypass carries: its input, or for a complex bypass the output of bypass1x1, which is
    /// quantized here.</summary>
    /// <returns>The range of the activations carried.</returns>
    private AffineRange Carry(Fire fire, int index, double inputScale)
    {
        if (fire.Bypass == Bypass.Simple)
        {
            images.Carry((_, exact, integer) => (exact, integer));
            return new AffineRange(inputScale, 0);
        }

        var exact = images.Map((image, map, _) => ExactSamples(index, image, map));
        var (tensor, scale) = Weights(index, inputScale, null, [.. exact.Select(e => e.Targets)]);
        var range = AffineRange.Of([.. exact.SelectMany(e => e.Spread)]);
        var step = range.Scale / scale;
        var requantization = Requantize(tensor, 1 / step, Worst(tensor) + (long)(256 * step));
        range = range with { Scale = scale / requantization.Ratio };
        tensors[index] = tensor = tensor with
        {
            Bias = [.. tensor.Bias.Select(b => Bias(tensor.Shape, b + requantization.Half + range.ZeroPoint / requantization.Ratio))],
            Multiplier = requantization.Multiplier,
            Shift = requantization.Shift,
        };
        var convolution = IntegerNetwork.Prepare(tensor, null);
        images.Carry(
            (_, map, activations) =>
                (
                    network.Accumulate(index, map),
                    IntegerNetwork.Requantize(convolution.Run(activations.Select(v => (int)v)), tensor).Select(v => (byte)v)
                )
        );
        return range;
    }

    /// <summary>Quantizes the tensors that read the current maps and moves the images past them, and past a pooling that comes
    /// next.</summary>
    private double Layer(int[] indices, double inputScale, int? next, (int Operation, AffineRange Range)? carried = null)
    {
        var first = indices[0] == 0;
        var last = indices[^1] == model.Tensors.Count - 1;
        options.Progress?.Report((model.Tensors[indices[0]].Shape.Name, (double)indices[0] / model.Tensors.Count));
        var input = model.Network.Input;
        var padding = first ? input.Mean.Select(m => MathF.Round(m)).ToArray() : null;
        var exact = images.Map((image, map, _) => Array.ConvertAll(indices, t => ExactSamples(t, image, map)));
        var prepared = new List<(QuantizedTensor Tensor, double Scale)>();
        for (var i = 0; i < indices.Length; i++)
        {
            prepared.Add(Weights(indices[i], inputScale, padding, [.. exact.Select(e => e[i].Targets)]));
        }

        var spread = carried is null
            ? exact.SelectMany(tensors => tensors.SelectMany(t => t.Spread))
            : images.Map(SumSamples).SelectMany(s => s);
        float[] values = [.. spread];
        if (!values.Any(v => v > 0))
        {
            warnings.Add(
                $"{string.Join(" and ", indices.Select(t => $"'{model.Tensors[t].Shape.Name}'"))} put out nothing but 0 for every "
                    + "calibration picture: the layers behind see nothing of it."
            );
        }

        var range = last ? 1 : ActivationRange.Scale(values);
        var paddingPixel = padding?.Select(p => (byte)p).ToArray();
        for (var i = 0; i < indices.Length; i++)
        {
            var (tensor, scale) = prepared[i];
            if (!last)
            {
                var requantization = Requantize(tensor, scale / range, Worst(tensor) + (long)(range / scale));
                if (i == 0)
                {
                    range = scale / requantization.Ratio; // the integers' own scale, exactly
                }

                tensor = tensor with
                {
                    Bias = [.. tensor.Bias.Select(b => Bias(tensor.Shape, (double)b + requantization.Half))],
                    Multiplier = requantization.Multiplier,
                    Shift = requantization.Shift,
                };
            }

            tensors[indices[i]] = tensor;
            outputScale[indices[i]] = last ? scale : range;
        }

        BypassAddition? addition = null;
        if (carried is { } bypass)
        {
            var ratio = Requantization.Fit(bypass.Range.Scale / range, 256);
            addition = additions[bypass.Operation] = new BypassAddition(ratio.Multiplier, ratio.Shift, bypass.Range.ZeroPoint);
        }

        if (!last)
        {
            Advance(indices, paddingPixel, next, addition);
        }

        return range;

        float[] SumSamples(int image, FeatureMap<float> map, FeatureMap<byte> activations) =>
            [.. Sample(FloatNetwork.Add(Exact(indices, map), images.Carried(image).Exact).Values, RangeSamplesPerImage)];
    }

    private FeatureMap<float> Exact(int[] indices, FeatureMap<float> input) =>
        indices.Select(t => FloatNetwork.Rectify(network.Accumulate(t, input))).Aggregate((a, b) => a.Concatenate(b));

    private (float[] Targets, float[] Spread) ExactSamples(int index, int image, FeatureMap<float> input)
    {
        var shape = model.Shapes.Tensors[index];
        var sums = network.Accumulate(index, input);
        var share = shape.Role is TensorRole.Expand1x1 or TensorRole.Expand3x3 ? 2 : 1;
        return (At(sums, Positions(shape, image)), [.. Sample(sums.Values, RangeSamplesPerImage / share)]);
    }

    private void Advance(int[] indices, byte[]? paddingPixel, int? next, BypassAddition? addition)
    {
        var convolutions = Array.ConvertAll(indices, t => IntegerNetwork.Prepare(tensors[t], paddingPixel));
        images.Advance(
            (image, exact, integer) =>
            {
                var activations = integer.Select(v => (int)v);
                var maps = indices.Select(
                    (t, i) => IntegerNetwork.Requantize(convolutions[i].Run(activations), tensors[t]).Select(v => (byte)v)
                );
                var nextExact = Exact(indices, exact);
                var nextInteger = maps.Aggregate((a, b) => a.Concatenate(b));
                if (addition is { } add)
                {
                    var (carriedExact, carriedActivations) = images.Carried(image);
                    nextExact = FloatNetwork.Add(nextExact, carriedExact);
                    nextInteger = IntegerNetwork
                        .Add(nextInteger.Select(v => (int)v), carriedActivations.Select(v => (int)v), add)
                        .Select(v => (byte)v);
                }

                return next is { } operation && model.Network.Operations[operation] is MaxPool pool
                    ? (
                        Pooling.Max(nextExact, pool, model.Shapes.Operations[operation]),
                        Pooling.Max(nextInteger, pool, model.Shapes.Operations[operation])
                    )
                    : (nextExact, nextInteger);
            }
        );
    }

    /// <summary>Codebook, indices and corrected biases of one tensor; the scale is that of its accumulator.</summary>
    private (QuantizedTensor Tensor, double Scale) Weights(int index, double inputScale, float[]? padding, float[][] targets)
    {
        var shape = model.Shapes.Tensors[index];
        var weights = Folded(index);
        var positions = images.Map((image, _, _) => Positions(shape, image));
        var statistics = images.Statistics(shape, padding, image => positions[image], image => targets[image], weights);
        var filters = Fit(weights, shape, inputScale, statistics);
        var tensor = Round(filters, shape, statistics, LargestLevel);
        if (index == model.Tensors.Count - 1)
        {
            tensor = KeepSumsBelowLimit(tensor, largest => Round(filters, shape, statistics, largest));
        }

        return tensor;
    }

    /// <summary>The class sums add up over all positions: where they could pass 2^31, smaller levels make room.</summary>
    private static (QuantizedTensor Tensor, double Scale) KeepSumsBelowLimit(
        (QuantizedTensor Tensor, double Scale) rounded,
        Func<int, (QuantizedTensor Tensor, double Scale)> round
    )
    {
        var shape = rounded.Tensor.Shape;
        for (var largest = LargestLevel; ; )
        {
            var reach = (double)Worst(rounded.Tensor) * shape.OutputWidth * shape.OutputHeight;
            if (reach <= int.MaxValue)
            {
                return rounded;
            }

            if (largest == 1)
            {
                throw new ModelException(
                    $"the class sums of '{shape.Name}' over {shape.OutputWidth}x{shape.OutputHeight} positions do "
                        + "not fit 32 bits; use a smaller input."
                );
            }

            largest = Math.Clamp((int)(largest * (int.MaxValue / reach)), 1, largest - 1);
            rounded = round(largest);
        }
    }

    private (QuantizedTensor Tensor, double Scale) Round(
        List<FittedFilter> filters,
        TensorShape shape,
        TapStatistics statistics,
        int largest
    )
    {
        var codebook = Codebook(filters, statistics, largest);
        var indices = Indices(filters, shape, codebook);
        var tapMean = statistics.Mean;
        var targetMean = statistics.TargetMean;
        var bias = new int[shape.OutputChannels];
        for (var filter = 0; filter < bias.Length; filter++)
        {
            var reached = 0.0;
            for (var tap = 0; tap < shape.Taps; tap++)
            {
                reached += codebook.Levels[indices[filter * shape.Taps + tap]] * tapMean[tap];
            }

            bias[filter] = Bias(shape, targetMean[filter] / codebook.Scale - reached);
        }

        return (new QuantizedTensor(shape, codebook.Levels, indices, bias, 0, 0), codebook.Scale);
    }

    /// <summary>Rounds a bias; one that outgrows its 32 bits is an error.</summary>
    private static int Bias(TensorShape shape, double value)
    {
        var rounded = Math.Round(value);
        return Math.Abs(rounded) <= int.MaxValue
            ? (int)rounded
            : throw new ModelException(
                $"a bias of '{shape.Name}' is {Math.Abs(rounded):g3} times as large as the step of its weights, and does not fit 32 bits: "
                    + "the weights of this layer are degenerate."
            );
    }

    private static Requantization Requantize(QuantizedTensor tensor, double ratio, long worst)
    {
        try
        {
            return Requantization.Fit(ratio, worst);
        }
        catch (ModelException e)
        {
            throw new ModelException($"'{tensor.Shape.Name}': {e.Message}", e);
        }
    }

    private static float[] At(FeatureMap<float> map, int[] positions)
    {
        var values = new float[map.Channels * positions.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = map.Values[i / positions.Length * map.PlaneSize + positions[i % positions.Length]];
        }

        return values;
    }

    /// <summary>The weights as they meet the pixels and activations: the first layer's are divided by the deviation of the
    /// pixels.</summary>
    private float[] Folded(int index)
    {
        var tensor = model.Tensors[index];
        if (index != 0)
        {
            return tensor.Weights;
        }

        var area = tensor.Shape.Kernel * tensor.Shape.Kernel;
        return [.. tensor.Weights.Select((w, i) => w / model.Network.Input.Deviation[i / area % tensor.Shape.InputChannels])];
    }

    /// <summary>
    /// The surviving weights per unit of input, fitted so that the inputs as the layers before deliver them come closest to the
    /// exact result; the damping holds them near the trained ones.
    /// </summary>
    private static List<FittedFilter> Fit(float[] weights, TensorShape shape, double inputScale, TapStatistics statistics)
    {
        var groups = Enumerable
            .Range(0, shape.OutputChannels)
            .Select(f => (Filter: f, Taps: Enumerable.Range(0, shape.Taps).Where(t => weights[f * shape.Taps + t] != 0).ToArray()))
            .Where(f => f.Taps.Length > 0)
            .GroupBy(f => string.Join(',', f.Taps))
            .ToList();
        var fitted = new FittedFilter?[shape.OutputChannels];
        Parallel.ForEach(
            groups,
            group =>
            {
                var taps = group.First().Taps;
                var feedback = new ErrorFeedback(statistics.Covariance(taps, Damping));
                foreach (var (filter, _) in group)
                {
                    var trained = Array.ConvertAll(taps, t => weights[filter * shape.Taps + t] * inputScale);
                    var change = feedback.Solve(statistics.Residual(filter, taps, trained));
                    TensorPrimitives.Add(trained, change, trained);
                    fitted[filter] = new FittedFilter(filter, taps, trained, feedback);
                }
            }
        );
        return [.. fitted.OfType<FittedFilter>()];
    }

    private IntegerCodebook Codebook(List<FittedFilter> filters, TapStatistics statistics, int largest) =>
        filters.Count == 0
            ? new IntegerCodebook([0, 1], BiasStep(statistics.TargetMean))
            : IntegerCodebook.From(
                OptimalKMeans.Centroids(
                    [.. filters.SelectMany(f => f.Weights).Select(w => (float)w)],
                    [.. filters.SelectMany(f => f.Taps).Select(statistics.Variance)],
                    (1 << options.Bits) - 1
                ),
                largest
            );

    /// <summary>Value of one unit where there are only biases: so small that they keep 14 bits.</summary>
    private static double BiasStep(double[] biases) => biases.Max(Math.Abs) is var largest and > 0 ? largest / (1 << 14) : 1;

    private static byte[] Indices(List<FittedFilter> filters, TensorShape shape, IntegerCodebook codebook)
    {
        var indices = new byte[shape.Weights];
        Parallel.ForEach(
            filters,
            filter =>
            {
                var quantized = filter.Feedback.Quantize(filter.Weights, codebook);
                for (var i = 0; i < quantized.Length; i++)
                {
                    indices[filter.Index * shape.Taps + filter.Taps[i]] = (byte)quantized[i];
                }
            }
        );
        return indices;
    }

    private sealed record FittedFilter(int Index, int[] Taps, double[] Weights, ErrorFeedback Feedback);

    private static long Worst(QuantizedTensor tensor)
    {
        var worst = 1L;
        for (var filter = 0; filter < tensor.Bias.Length; filter++)
        {
            long sum = Math.Abs((long)tensor.Bias[filter]);
            foreach (var index in tensor.Indices.AsSpan(filter * tensor.Shape.Taps, tensor.Shape.Taps))
            {
                sum += 255L * Math.Abs((int)tensor.Codebook[index]);
            }

            worst = Math.Max(worst, sum);
        }

        return worst;
    }

    /// <summary>Evenly spread output positions, shifted from image to image so that all are seen.</summary>
    private static int[] Positions(TensorShape shape, int image)
    {
        var size = shape.OutputWidth * shape.OutputHeight;
        var count = Math.Min(size, PositionsPerImage);
        var random = new Random(image);
        return count == size
            ? [.. Enumerable.Range(0, size)]
            : [.. Enumerable.Range(0, count).Select(i => (int)((long)size * i / count) + random.Next(size / count))];
    }

    private static IEnumerable<float> Sample(float[] values, int count)
    {
        var step = Math.Max(1, values.Length / Math.Max(1, count)) | 1;
        for (var i = 0; i < values.Length; i += step)
        {
            yield return values[i];
        }
    }

    private static List<byte[]> Noise(InputDescription input)
    {
        var random = new Random(1);
        var images = new List<byte[]>();
        for (var i = 0; i < 8; i++)
        {
            var planes = new byte[input.Channels * input.Width * input.Height];
            random.NextBytes(planes);
            images.Add(planes);
        }

        return images;
    }
}
