using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Models.Onnx;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Models;

/// <summary>What is exported means the same to another runtime.</summary>
public sealed class OnnxRuntimeTests
{
    /// <summary>Largest difference between two orders of float32 sums, relative to the largest logit.</summary>
    private const float Rounding = 2e-5f;

    public static TheoryData<string> Networks => [nameof(TestNetworks.Colour32), nameof(TestNetworks.Grey28), nameof(TestNetworks.Bypass24)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void SyntheticNetworksGiveTheSameLogits(string network)
    {
        var model = Network(network);
        Agree(model, model, TestNetworks.Inputs(model.Network.Input, 4));
    }

    /// <summary>ONNX Runtime on the dequantized weights agrees with the integers, which differ by their rounding and saturation.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void DequantizedNetworksComeCloseToTheIntegers(string network)
    {
        var model = Network(network);
        var inputs = TestNetworks.Inputs(model.Network.Input, 12);
        var quantized = Quantizer.Quantize(model, inputs, new QuantizationOptions(8), []);
        var dequantized = Dequantizer.Dequantize(BlobReader.Read(BlobWriter.Write(quantized, EncodingChoice.Choose(quantized, EncodingPolicy.Compact, 0))).Model);
        Agree(dequantized, dequantized, inputs[..4]);
        AgreeWithIntegers(quantized, dequantized, inputs, 0.02f);
    }

    [Fact]
    public void TheRealNetworkGivesTheSameLogits()
    {
        var model = ModelLoader.Load(SharedMaterial.DeepCompressedModel);
        var images = LabelledImages.List(SharedMaterial.Photographs).Take(2).Select(i => PixelPlanes.Load(i.Path, model.Network.Input));
        byte[][] inputs = [.. images];
        Agree(model, model, inputs);
        var dequantized = Dequantizer.Dequantize(Quantizer.Quantize(model, inputs[..1], new QuantizationOptions(), []));
        Agree(dequantized, dequantized, inputs);
    }

    [Fact]
    public void TheDefaultModelGivesTheSameLogits()
    {
        var model = ModelLoader.Load(SharedMaterial.DefaultModel);
        var inputs = TestNetworks.Inputs(model.Network.Input, 8);
        Agree(model, model, inputs);
        var dequantized = Dequantizer.Dequantize(Quantizer.Quantize(model, inputs, new QuantizationOptions(), []));
        Agree(dequantized, dequantized, inputs);
    }

    /// <summary>The class sums of the integers, in the units of the logits, and the logits of ONNX Runtime.</summary>
    private static void AgreeWithIntegers(QuantizedModel quantized, FloatModel dequantized, byte[][] inputs, float tolerance)
    {
        var network = new IntegerNetwork(quantized);
        var unit = (float)(quantized.ProbabilityScale / (Math.Pow(2, 27) * Math.Log2(Math.E)));
        using var session = new InferenceSession(OnnxWriter.Write(dequantized));
        foreach (var planes in inputs)
        {
            var sums = network.Run(planes).Select(s => s * unit).ToArray();
            var logits = Run(session, planes, dequantized.Network.Input);
            Assert.InRange(TensorPrimitives.Distance(sums, logits) / TensorPrimitives.Norm<float>(logits), 0, tolerance);
        }
    }

    /// <summary>The logits of ONNX Runtime on the exported model and of the float network.</summary>
    private static void Agree(FloatModel exported, FloatModel expected, byte[][] inputs)
    {
        var network = new FloatNetwork(expected);
        using var session = new InferenceSession(OnnxWriter.Write(exported));
        foreach (var planes in inputs)
        {
            var logits = network.Run(planes);
            var scale = logits.Max(MathF.Abs);
            Assert.True(scale > 0);
            var actual = Run(session, planes, exported.Network.Input);
            Assert.Equal(logits.Length, actual.Length);
            Assert.InRange(logits.Zip(actual).Max(p => MathF.Abs(p.First - p.Second)), 0, Rounding * scale);
        }
    }

    private static float[] Run(InferenceSession session, byte[] planes, InputDescription input)
    {
        var map = FloatNetwork.Normalise(planes, input);
        using var value = OrtValue.CreateTensorValueFromMemory(map.Values, [1, input.Channels, input.Height, input.Width]);
        using var results = session.Run(new RunOptions(), ["input"], [value], ["logits"]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static FloatModel Network(string name) => name switch
    {
        nameof(TestNetworks.Colour32) => TestNetworks.Colour32(),
        nameof(TestNetworks.Grey28) => TestNetworks.Grey28(),
        _ => TestNetworks.Bypass24(),
    };
}
