// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Exploration;

/// <summary>What a network will cost, before anybody has trained it.</summary>
public sealed class NetworkEstimate
{
    // Decoded units of the filter with the most weights of a sign, list ends included, for each of them: about two for a single.
    private const double UnitsPerWeight = 1.9;

    private readonly DensityAssumption density;

    /// <summary>Estimates.</summary>
    /// <param name="network">The network.</param>
    /// <param name="density">Fraction of weights assumed to be kept.</param>
    /// <exception cref="ModelException">The kernels cannot run the network.</exception>
    public NetworkEstimate(NetworkDescription network, DensityAssumption density)
    {
        this.density = density;
        Shapes = new NetworkShapes(network);
        var samples = Shapes.Tensors.Select((t, i) => WeightSample.Create(t, density.Of(Shapes, i))).ToArray();
        var compact = samples.Select(EncodingChoice.Smallest).ToArray();
        Parameters = SqueezeNetFamily.Parameters(Shapes);
        Macs = Shapes.Tensors.Sum(Positions);
        NonzeroMacs = (long)Shapes.Tensors.Select((t, i) => density.Of(Shapes, i) * Positions(t)).Sum();
        Fast = Estimate(samples, [.. samples.Select(_ => TensorEncoding.Fast)]);
        Compact = Estimate(samples, compact);

        static long Positions(TensorShape t) => (long)t.Weights * t.OutputWidth * t.OutputHeight;
    }

    /// <summary>Sizes of all maps and tensors.</summary>
    public NetworkShapes Shapes { get; }

    /// <summary>Weights and biases.</summary>
    public long Parameters { get; }

    /// <summary>Multiplications of an inference, zeros included.</summary>
    public long Macs { get; }

    /// <summary>Multiplications by weights that are assumed not to be zero.</summary>
    public long NonzeroMacs { get; }

    /// <summary>With every tensor in the fast encoding.</summary>
    public EncodingEstimate Fast { get; }

    /// <summary>With every tensor in its smallest encoding.</summary>
    public EncodingEstimate Compact { get; }

    private EncodingEstimate Estimate(QuantizedTensor[] samples, TensorEncoding[] encodings)
    {
        var layout = new KernelLayout(Shapes);
        var bytes =
            BlobLayout.Header.Bytes
            + BlobLayout.Network.SectionBytes(
                Shapes.Network.Operations.Count,
                samples.Length,
                Shapes.Network.Operations.Count(o => o is Fire { Bypass: not Bypass.None })
            );
        var work = InstructionModel.All.ToDictionary(m => m.Target, _ => 0.0);
        var decoder = default(DecoderNeeds);
        for (var i = 0; i < samples.Length; i++)
        {
            var parts = new TensorParts(samples[i], encodings[i], layout.TapOffsets(i));
            var shape = Shapes.Tensors[i];
            var scale = (double)shape.OutputChannels / samples[i].Shape.OutputChannels;

            // Only the first layer's biases outgrow 16 bits: nothing scales its input down.
            var biasBytes = i == 0 ? sizeof(int) : sizeof(short);
            var head = parts.Bytes.Length - parts.StreamBytes - Round4(parts.BiasBytes * samples[i].Bias.Length);
            bytes += head + Round4(biasBytes * shape.OutputChannels) + Round4((int)(scale * parts.StreamBytes));
            foreach (var model in InstructionModel.All)
            {
                work[model.Target] += Instructions(model, layout, i, samples[i], parts, scale);
            }

            if (encodings[i] != TensorEncoding.Fast)
            {
                var most = LargestHalf(shape, density.Of(Shapes, i));
                decoder = new DecoderNeeds(
                    Math.Max(decoder.Levels, samples[i].Codebook.Length),
                    Math.Max(decoder.Taps, shape.Taps),
                    Math.Max(decoder.NegativeUnits, 3 + (int)(UnitsPerWeight * most)),
                    Math.Max(decoder.PositiveUnits, (int)(UnitsPerWeight * most))
                );
            }
        }

        return new EncodingEstimate(bytes, ArenaPlan.AllLayouts(Shapes, decoder), work.ToDictionary(w => w.Key, w => (long)w.Value));
    }

    private double Instructions(
        InstructionModel model,
        KernelLayout layout,
        int tensor,
        QuantizedTensor sample,
        TensorParts parts,
        double scale
    )
    {
        // A pointwise stage works on the row that comes in: padding around it is not computed.
        var shape = Shapes.Tensors[tensor];
        var pointwise = layout.Segments.Any(s => s.Pointwise == tensor);
        var (width, rows) = pointwise ? (shape.InputWidth, shape.InputHeight) : (shape.OutputWidth, shape.OutputHeight);
        var tiling = Tiling.Of(width);
        var fast = parts.Encoding == TensorEncoding.Fast;
        var stream = fast
            ? parts.Bytes.AsSpan(parts.Bytes.Length - parts.StreamBytes)
            : FastStream.Encode(sample, layout.TapOffsets(tensor));
        var tile = scale * FastStream.EstimateTile(stream, sample.Shape.OutputChannels, tiling.Tile) * tiling.Tiles;
        var stage = fast ? model.Fast : model.Coded;
        var work =
            (stage.Tile * tile + stage.FilterRow * shape.OutputChannels + stage.Output * shape.OutputChannels * width) * rows
            + stage.Pooled * PooledBefore(shape)
            + stage.Added * Added(shape);
        if (fast)
        {
            return work;
        }

        // Weights are decoded once for all rows of a pass.
        var passes = Math.Ceiling(rows / (tensor == 0 && layout.Segments[0].Pool >= 0 ? 4.0 : 2.0));
        var decoded = parts.Encoding == TensorEncoding.Dense ? model.Dense * shape.Weights : model.Sparse * scale * parts.Nonzeros;
        return work + (decoded + model.Table) * passes;
    }

    /// <summary>Values the bypass around a module adds; counted at its expand3x3.</summary>
    private double Added(TensorShape shape) =>
        shape.Role == TensorRole.Expand3x3 && Shapes.Network.Operations[shape.OperationIndex] is Fire { Bypass: not Bypass.None } fire
            ? (double)fire.OutputChannels * shape.OutputWidth * shape.OutputHeight
            : 0;

    /// <summary>Values that go into the pooling right before a tensor's operation; counted at the tensor whose turn it is then.</summary>
    private double PooledBefore(TensorShape shape)
    {
        if (
            shape.OperationIndex < 2
            || shape.Role is not (TensorRole.Squeeze or TensorRole.Convolution)
            || Shapes.Network.Operations[shape.OperationIndex - 1] is not MaxPool
        )
        {
            return 0;
        }

        var map = Shapes.Operations[shape.OperationIndex - 2];
        return (double)map.Channels * map.Width * map.Height;
    }

    /// <summary>Most weights of one sign in a filter: half of them, plus the deviation that the largest of so many filters is
    /// expected to have.</summary>
    private static int LargestHalf(TensorShape shape, double density)
    {
        var share = density / 2;
        var deviation = Math.Sqrt(shape.Taps * share * (1 - share));
        return (int)
            Math.Min(
                Math.Ceiling(shape.Taps * density),
                shape.Taps * share + deviation * Math.Sqrt(2 * Math.Log(Math.Max(2, shape.OutputChannels)))
            );
    }

    private static int Round4(int bytes) => (bytes + 3) & ~3;
}
