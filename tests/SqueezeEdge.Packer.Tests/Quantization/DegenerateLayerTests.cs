// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Quantization;

namespace SqueezeEdge.Packer.Tests.Quantization;

/// <summary>Layers that carry nothing are told by name: as an error where the answer no longer depends on the picture.</summary>
public sealed class DegenerateLayerTests
{
    [Theory]
    [InlineData("colour", "'conv4'", "conv4")]
    [InlineData("colour", "'conv1'", "conv1")]
    [InlineData("colour", "'fire2/squeeze1x1'", "fire2/squeeze1x1")]
    [InlineData("colour", "'fire3/expand1x1' and 'fire3/expand3x3'", "fire3/expand1x1", "fire3/expand3x3")]
    public void ANetworkThatNothingPassesIsRefused(string name, string message, params string[] layers)
    {
        var model = Cleared(name, layers);
        var refused = Assert.Throws<ModelException>(() => Quantize(model)).Message;
        Assert.Contains($"every weight of {message} is 0", refused);
        Assert.Contains(model.Network.Name, refused);
    }

    [Theory]
    [InlineData("colour", "fire2/expand1x1")]
    [InlineData("colour", "fire3/expand3x3")]
    [InlineData("bypass", "fire2/squeeze1x1")]
    public void ALayerThatOthersReplaceIsAWarning(string name, string layer)
    {
        var warnings = Quantize(Cleared(name, layer)).Warnings;
        Assert.Contains(warnings, w => w.StartsWith($"Every weight of '{layer}' is 0", StringComparison.Ordinal));
    }

    [Fact]
    public void AClassWithoutWeightsIsAWarning()
    {
        var model = TestNetworks.Colour32();
        var last = model.Tensors[^1];
        last.Weights.AsSpan(7 * last.Shape.Taps, last.Shape.Taps).Clear();
        Assert.Equal(
            ["'conv4' has only weights of 0 for 1 of 10 classes (class 7): their scores are the same for every picture."],
            Quantize(model).Warnings
        );
    }

    [Fact]
    public void ALayerThatIsAlways0IsAWarning()
    {
        var model = TestNetworks.Colour32();
        Array.Fill(model.Tensors[4].Bias, -1e4f);
        Assert.Equal(
            ["'fire3/squeeze1x1' put out nothing but 0 for every calibration picture: the layers behind see nothing of it."],
            Quantize(model).Warnings
        );
    }

    [Theory]
    [InlineData("colour")]
    [InlineData("grey")]
    [InlineData("bypass")]
    public void OrdinaryNetworksHaveNoWarnings(string name) => Assert.Empty(Quantize(Model(name)).Warnings);

    /// <summary>With no weights to give a scale, the biases alone must keep theirs.</summary>
    [Fact]
    public void ALayerOfBiasesAloneKeepsThem()
    {
        var model = Cleared("colour", "fire2/expand1x1");
        float[] biases = [0.11f, 0.02f, 0.37f, 0.05f, 0.2f, 0.31f, 0.004f, 0.29f];
        biases.CopyTo(model.Tensors[2].Bias, 0);
        var quantized = Quantize(model);
        var observed = new Observer();
        new IntegerNetwork(quantized).Run(TestNetworks.Inputs(model.Network.Input, 1)[0], observed);
        var map = observed.Maps[2];
        var activations = Enumerable.Range(0, biases.Length).Select(c => map.Values[c * map.PlaneSize]).ToArray();
        Assert.InRange(activations[2], 1, 255);
        for (var c = 0; c < biases.Length; c++)
        {
            Assert.InRange(activations[c], biases[c] / biases[2] * activations[2] - 1.5, biases[c] / biases[2] * activations[2] + 1.5);
        }
    }

    [Fact]
    public void ABiasThatOutgrows32BitsNamesItsLayer()
    {
        var model = TestNetworks.Colour32();
        Array.Fill(model.Tensors[1].Bias, 1e12f);
        Assert.Contains("a bias of 'fire2/squeeze1x1'", Assert.Throws<ModelException>(() => Quantize(model)).Message);
    }

    [Fact]
    public void AScaleOutOfRangeNamesItsLayer()
    {
        var model = TestNetworks.Colour32();
        model.Tensors[1].Weights.AsSpan().Fill(1e-30f);
        Array.Fill(model.Tensors[1].Bias, 1e-12f);
        Assert.Contains("'fire2/squeeze1x1'", Assert.Throws<ModelException>(() => Quantize(model)).Message);
    }

    private static QuantizedModel Quantize(FloatModel model) =>
        Quantizer.Quantize(model, TestNetworks.Inputs(model.Network.Input, 3), new QuantizationOptions(), []);

    private static FloatModel Model(string name) =>
        name switch
        {
            "colour" => TestNetworks.Colour32(),
            "bypass" => TestNetworks.Bypass24(),
            _ => TestNetworks.Grey28(),
        };

    private static FloatModel Cleared(string name, params string[] layers)
    {
        var model = Model(name);
        foreach (var layer in layers)
        {
            Array.Clear(model.Tensors.Single(t => t.Shape.Name == layer).Weights);
        }

        return model;
    }

    private sealed class Observer : IMapObserver
    {
        public Dictionary<int, FeatureMap<int>> Maps { get; } = [];

        public void Tensor(int tensor, FeatureMap<int> map) => Maps[tensor] = map;

        public void Operation(int operation, FeatureMap<int> map) { }
    }
}
