// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Quantization;

public sealed class QuantizerTests
{
    public static TheoryData<string> Networks => ["colour", "grey", "bypass"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void StaysCloseToTheFloatNetwork(string name)
    {
        var model = Model(name);
        var inputs = TestNetworks.Inputs(model.Network.Input, 60);
        var quantized = Quantizer.Quantize(model, inputs[..30], new QuantizationOptions(8), []);
        var exact = new FloatNetwork(model);
        var integer = new IntegerNetwork(quantized);
        var unit = quantized.ProbabilityScale / (Math.Pow(2, 27) * Math.Log2(Math.E));
        var (signal, noise) = (0.0, 0.0);
        foreach (var planes in inputs[30..])
        {
            var logits = exact.Run(planes);
            var sums = integer.Run(planes);
            for (var i = 0; i < logits.Length; i++)
            {
                signal += logits[i] * logits[i];
                noise += Math.Pow(sums[i] * unit - logits[i], 2);
            }
        }

        Assert.True(signal > 500 * noise, $"signal {signal}, noise {noise}");
    }

    [Theory]
    [InlineData("colour", 2)]
    [InlineData("colour", 6)]
    [InlineData("grey", 4)]
    [InlineData("bypass", 6)]
    public void KeepsTheRulesOfTheKernels(string name, int bits)
    {
        var model = Model(name);
        var quantized = Quantizer.Quantize(model, TestNetworks.Inputs(model.Network.Input, 4), new QuantizationOptions(bits), ["x"]);
        Assert.Equal(["x"], quantized.Labels);
        Assert.Same(model.Identity, quantized.Identity);
        Assert.Equal(model.Network.Input.Mean.Select(m => (byte)Math.Round(m)), quantized.PaddingPixel);
        Assert.True(quantized.ProbabilityScale >= 1);
        for (var i = 0; i < quantized.Tensors.Count; i++)
        {
            var t = quantized.Tensors[i];
            var last = i == quantized.Tensors.Count - 1;
            Assert.InRange(t.Codebook.Length, 2, 1 << bits);
            Assert.Equal(0, t.Codebook[0]);
            Assert.Equal(t.Codebook.Skip(1).Distinct().Order(), t.Codebook.Skip(1));
            Assert.DoesNotContain((sbyte)0, t.Codebook.Skip(1));
            Assert.DoesNotContain((sbyte)-128, t.Codebook);
            Assert.Equal(model.Tensors[i].Weights.Select(w => w == 0), t.Indices.Select(c => c == 0));
            Assert.True(last ? (t.Multiplier, t.Shift) == (0, 0) : t.Multiplier is >= 1 and <= 32767 && t.Shift is >= 0 and <= 31);
            for (var f = 0; f < t.Shape.OutputChannels; f++)
            {
                var worst =
                    Math.Abs((long)t.Bias[f])
                    + t.Indices.Skip(f * t.Shape.Taps).Take(t.Shape.Taps).Sum(c => 255L * Math.Abs((int)t.Codebook[c]));
                Assert.True(worst * (last ? t.Shape.OutputWidth * t.Shape.OutputHeight : t.Multiplier) <= int.MaxValue);
            }
        }
    }

    [Fact]
    public void GivesTheSameResultEveryTime()
    {
        var model = TestNetworks.Colour32();
        var inputs = TestNetworks.Inputs(model.Network.Input, 10);
        var first = Quantizer.Quantize(model, inputs, new QuantizationOptions(5), []);
        var second = Quantizer.Quantize(model, inputs, new QuantizationOptions(5), []);
        Assert.Equal(first.ProbabilityScale, second.ProbabilityScale);
        foreach (var (a, b) in first.Tensors.Zip(second.Tensors))
        {
            Assert.Equal(a.Codebook, b.Codebook);
            Assert.Equal(a.Indices, b.Indices);
            Assert.Equal(a.Bias, b.Bias);
            Assert.Equal((a.Multiplier, a.Shift), (b.Multiplier, b.Shift));
        }
    }

    [Fact]
    public void WithoutImagesItWarnsAndUsesNoise()
    {
        var model = TestNetworks.Grey28();
        var stages = new Stages();
        var quantized = Quantizer.Quantize(model, [], new QuantizationOptions(6, stages), []);
        Assert.Contains("no calibration images", stages.Names[0]);
        Assert.Contains("fire2/squeeze1x1", stages.Names);
        Assert.Equal(5, new IntegerNetwork(quantized).Run(new byte[28 * 28]).Length);
    }

    [Fact]
    public void ManyPositionsKeepTheClassSumsBelowTwoToThe31()
    {
        var model = Wide(16);
        var last = Quantizer.Quantize(model, TestNetworks.Inputs(model.Network.Input, 1), new QuantizationOptions(6), []).Tensors[^1];
        var worst = last.Indices.Take(last.Shape.Taps).Sum(c => 255L * Math.Abs((int)last.Codebook[c])) + Math.Abs((long)last.Bias[0]);
        Assert.True(worst * 128 * 128 <= int.MaxValue);
        Assert.All(last.Indices, c => Assert.NotEqual(0, last.Codebook[c]));
        var tooWide = Wide(64); // 576 taps x 255 x 128 x 128 passes 2^31 even with levels of 1
        Assert.Contains(
            "conv2",
            Assert
                .Throws<ModelException>(() =>
                    Quantizer.Quantize(tooWide, TestNetworks.Inputs(tooWide.Network.Input, 1), new QuantizationOptions(6), [])
                )
                .Message
        );
    }

    [Fact]
    public void PrunedAwayLayersAreKept()
    {
        var model = TestNetworks.Colour32();
        Array.Clear(model.Tensors[2].Weights);
        var quantized = Quantizer.Quantize(model, TestNetworks.Inputs(model.Network.Input, 3), new QuantizationOptions(), []);
        Assert.All(quantized.Tensors[2].Indices, c => Assert.Equal(0, c));
    }

    [Fact]
    public void RefusesWrongArguments()
    {
        var model = TestNetworks.Grey28();
        Assert.Throws<ModelException>(() => Quantizer.Quantize(model, [], new QuantizationOptions(1), []));
        Assert.Throws<ModelException>(() => Quantizer.Quantize(model, [], new QuantizationOptions(9), []));
        Assert.Contains(
            "image 0",
            Assert.Throws<ModelException>(() => Quantizer.Quantize(model, [new byte[5]], new QuantizationOptions(), [])).Message
        );
    }

    [Fact]
    public void TheObserverSeesEveryMap()
    {
        var model = TestNetworks.Colour32();
        var quantized = Quantizer.Quantize(model, TestNetworks.Inputs(model.Network.Input, 3), new QuantizationOptions(), []);
        var seen = new Observer();
        var network = new IntegerNetwork(quantized);
        var planes = TestNetworks.Inputs(model.Network.Input, 5)[4];
        Assert.Equal(network.Run(planes), network.Run(planes, seen));
        Assert.Equal(
            ["t0 8x15x15", "p1 8x7x7", "t1 4x7x7", "t2 8x7x7", "t3 8x7x7", "t4 4x7x7", "t5 8x7x7", "t6 8x7x7", "p4 16x4x4"],
            seen.Maps
        );
    }

    private static FloatModel Wide(int filters)
    {
        var network = new NetworkDescription(
            "wide",
            new InputDescription(128, 128, 1, ChannelOrder.Grey, [0], [1], ResizePolicy.Squash, 128),
            [new Convolution("conv1", filters, 1, 1, 0), new Convolution("conv2", 2, 3, 1, 1), new GlobalAverage("pool2")]
        );
        var shapes = new NetworkShapes(network).Tensors;
        return new FloatModel(
            network,
            [.. shapes.Select(s => new FloatTensor(s, [.. Enumerable.Repeat(0.5f, s.Weights)], new float[s.OutputChannels]))],
            new byte[32]
        );
    }

    private static FloatModel Model(string name) =>
        name switch
        {
            "colour" => TestNetworks.Colour32(),
            "bypass" => TestNetworks.Bypass24(),
            _ => TestNetworks.Grey28(),
        };

    private sealed class Stages : IProgress<(string Stage, double Fraction)>
    {
        public List<string> Names { get; } = [];

        public void Report((string Stage, double Fraction) value)
        {
            Assert.InRange(value.Fraction, 0, 1);
            Names.Add(value.Stage);
        }
    }

    private sealed class Observer : IMapObserver
    {
        public List<string> Maps { get; } = [];

        public void Tensor(int tensor, FeatureMap<int> map) => Add("t", tensor, map);

        public void Operation(int operation, FeatureMap<int> map) => Add("p", operation, map);

        private void Add(string kind, int index, FeatureMap<int> map)
        {
            Assert.All(map.Values, v => Assert.InRange(v, 0, 255));
            Maps.Add($"{kind}{index} {map.Channels}x{map.Height}x{map.Width}");
        }
    }
}
