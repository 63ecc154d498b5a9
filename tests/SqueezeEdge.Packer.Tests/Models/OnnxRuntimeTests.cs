// SPDX-License-Identifier: MIT
using System.Numerics.Tensors;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Quantization;

namespace SqueezeEdge.Packer.Tests.Models;

/// <summary>What is exported means the same to another runtime.</summary>
public sealed class OnnxRuntimeTests
{
    public static TheoryData<string> Networks =>
        [nameof(TestNetworks.Colour32), nameof(TestNetworks.Grey28), nameof(TestNetworks.Bypass24)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void SyntheticNetworksGiveTheSameLogits(string network)
    {
        var model = Network(network);
        Agree(model, TestNetworks.Inputs(model.Network.Input, 4));
    }

    /// <summary>ONNX Runtime on the dequantized weights agrees with the integers, which differ by their rounding and saturation.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void DequantizedNetworksComeCloseToTheIntegers(string network)
    {
        var model = Network(network);
        var inputs = TestNetworks.Inputs(model.Network.Input, 12);
        var quantized = Quantizer.Quantize(model, inputs, new QuantizationOptions(8), []);
        var dequantized = Dequantizer.Dequantize(
            BlobReader.Read(BlobWriter.Write(quantized, EncodingChoice.Choose(quantized, EncodingPolicy.Compact, 0))).Model
        );
        Agree(dequantized, inputs[..4]);
        AgreeWithIntegers(quantized, dequantized, inputs, 0.02f);
    }

    [Fact]
    public void TheRealNetworkGivesTheSameLogits()
    {
        var model = ModelLoader.Load(SharedMaterial.DeepCompressedModel);
        var images = LabelledImages.List(SharedMaterial.Photographs).Take(2).Select(i => PixelPlanes.From(i.Load(), model.Network.Input));
        Agree(model, [.. images]);
    }

    [Fact]
    public void TheDefaultModelGivesTheSameLogits()
    {
        var model = ModelLoader.Load(SharedMaterial.DefaultModel);
        var inputs = TestNetworks.Inputs(model.Network.Input, 8);
        Agree(model, inputs);
        var dequantized = Dequantizer.Dequantize(Quantizer.Quantize(model, inputs, new QuantizationOptions(), []));
        Agree(dequantized, inputs);
    }

    /// <summary>The class sums of the integers, in the units of the logits, and the logits of ONNX Runtime.</summary>
    private static void AgreeWithIntegers(QuantizedModel quantized, FloatModel dequantized, byte[][] inputs, float tolerance)
    {
        var network = new IntegerNetwork(quantized);
        var unit = (float)(quantized.ProbabilityScale / (Math.Pow(2, 27) * Math.Log2(Math.E)));
        using var session = new OnnxRuntimeNetwork(dequantized);
        foreach (var planes in inputs)
        {
            var sums = network.Run(planes).Select(s => s * unit).ToArray();
            var logits = session.Run(planes);
            Assert.InRange(TensorPrimitives.Distance(sums, logits) / TensorPrimitives.Norm<float>(logits), 0, tolerance);
        }
    }

    /// <summary>The logits of ONNX Runtime on the exported model and of the float network.</summary>
    private static void Agree(FloatModel model, byte[][] inputs)
    {
        var network = new FloatNetwork(model);
        using var session = new OnnxRuntimeNetwork(model);
        Assert.All(inputs, planes => session.Agrees(planes, network.Run(planes)));
    }

    private static FloatModel Network(string name) =>
        name switch
        {
            nameof(TestNetworks.Colour32) => TestNetworks.Colour32(),
            nameof(TestNetworks.Grey28) => TestNetworks.Grey28(),
            _ => TestNetworks.Bypass24(),
        };
}
