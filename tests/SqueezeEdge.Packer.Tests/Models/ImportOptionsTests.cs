// SPDX-License-Identifier: MIT
using System.Text;
using System.Text.Json;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Models.Caffe;
using SqueezeEdge.Packer.Models.Onnx;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Models;

/// <summary>What a file leaves open: said by options or a partial description, assumed aloud, and never something else.</summary>
public sealed class ImportOptionsTests
{
    private static readonly ImportOptions Cifar = new()
    {
        Width = 32,
        Height = 32,
        FirstPadding = 3,
        FinalRelu = false,
    };

    private static byte[] Planes => [.. Enumerable.Range(0, 3 * 32 * 32).Select(i => (byte)((37 * i + i / 64 * 11) % 256))];

    [Fact]
    public void ACifarNetworkWithBatchNormalizationGivesPyTorchsLogits()
    {
        var model = ModelLoader.Load(Fixture("torch-cifar.pth"), Cifar);
        Equal(model);
        Assert.Contains("25 batch normalizations", string.Join('\n', model.Assumptions));
        Assert.DoesNotContain("assumed torchvision", string.Join('\n', model.Assumptions));
        Equal(ModelLoader.Load(Fixture("torch-cifar.onnx")));
    }

    [Fact]
    public void WithoutOptionsTheAssumedGraphIsSaid()
    {
        var model = ModelLoader.Load(Fixture("torch-cifar.pth"));
        var said = string.Join('\n', model.Assumptions);
        Assert.All(
            [
                "assumed 224x224, RGB, mean 123.675, 116.28, 103.53",
                "shorter side resized to 256",
                "--input, --order, --mean, --deviation, --resize",
                "assumed torchvision's SqueezeNet 1.0",
                "padding 0, 3x3 pooling with stride 2 in ceil mode",
                "a ReLU after it",
                "--conv1-padding, --final-relu",
            ],
            text => Assert.Contains(text, said)
        );
    }

    [Fact]
    public void ADescriptionMaySayTheSameAndOnlyWhatDiffers()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("cifar.pth", File.ReadAllBytes(Fixture("torch-cifar.pth")));
        var whole = ModelLoader.Load(path, Cifar);
        var operations = Encoding.UTF8.GetString(ModelDescriptionFile.Write(whole.Network));
        folder.Write("cifar.json", """{ "input": { "width": 32, "height": 32 }, "finalRelu": false }"""u8.ToArray());
        Equal(ModelLoader.Load(path, new ImportOptions { FirstPadding = 3 }));

        // All of it, the operations with the padding the state dict does not know.
        folder.Write("cifar.json", Encoding.UTF8.GetBytes(operations));
        var described = ModelLoader.Load(path);
        Equal(described);
        Assert.Equal(3, ((Convolution)described.Network.Operations[0]).Padding);
        Assert.DoesNotContain("assumed 32x32", string.Join('\n', described.Assumptions));
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("squeezenet.")]
    [InlineData("model.backbone.")]
    [InlineData("")]
    public void SafetensorsWithTorchvisionsNamesAreReadAsAStateDict(string prefix)
    {
        using var folder = new TemporaryFolder();
        var expected = ModelLoader.Load(Fixture("torch-zip.pth"));
        var tensors = SqueezeEdge.Packer.Models.PyTorch.TorchFile.Read(File.ReadAllBytes(Fixture("torch-zip.pth")));
        var file = Safetensors.Write(
            tensors.ToDictionary(t => prefix + t.Key, t => (t.Value.Shape, t.Value.Values())),
            new Dictionary<string, string> { ["format"] = "pt" }
        );
        var read = ModelLoader.Load(folder.Write("model.safetensors", file));
        ImportAssert.SameNetwork(expected, read);
        Assert.Equal(expected.Network.Input.Mean, read.Network.Input.Mean);
        Assert.Contains("assumed torchvision's SqueezeNet 1.1", string.Join('\n', read.Assumptions));
    }

    [Fact]
    public void NormalizationsInSafetensorsAreFoundByName()
    {
        using var folder = new TemporaryFolder();
        var tensors = SqueezeEdge.Packer.Models.PyTorch.TorchFile.Read(File.ReadAllBytes(Fixture("torch-cifar.pth")));
        var file = Safetensors.Write(tensors.ToDictionary(t => t.Key, t => (t.Value.Shape, t.Value.Values())));
        Equal(ModelLoader.Load(folder.Write("cifar.safetensors", file), Cifar));
    }

    [Fact]
    public void CaffesBatchNormAndScaleAreFolded()
    {
        byte[] file = new CaffeBuilder()
            .Layer("Input", "data", [], ["data"])
            .Layer("Convolution", "conv1", ["data"], ["conv1"], (7, CaffeBuilder.Blob([1, 2, 3, 4, 5, 6], 2, 3, 1, 1)))
            .Layer(
                "BatchNorm",
                "bn1",
                ["conv1"],
                ["conv1"],
                (7, CaffeBuilder.Blob([20, 40], 2)),
                (7, CaffeBuilder.Blob([8, 15], 2)),
                (7, CaffeBuilder.Blob([2], 1)),
                (139, new ProtobufBuilder().Single(3, 0.5f))
            )
            .Layer(
                "Scale",
                "scale1",
                ["conv1"],
                ["conv1"],
                (7, CaffeBuilder.Blob([3, 5], 2)),
                (7, CaffeBuilder.Blob([0.5f, -1], 2)),
                (142, new ProtobufBuilder().Int(4, 1))
            )
            .Layer("ReLU", "relu1", ["conv1"], ["conv1"])
            .Layer("Pooling", "pool1", ["conv1"], ["pool1"], (121, new ProtobufBuilder().Int(1, 1).Int(12, 1)))
            .Build();
        var tensor = CaffeReader.Read(file, null, "net.caffemodel").Tensors[0];

        // (w x - 10) / sqrt(4 + 0.5) * 3 + 0.5 and (w x - 20) / sqrt(7.5 + 0.5) * 5 - 1
        var (a, b) = (3 / Math.Sqrt(4.5), 5 / Math.Sqrt(8));
        Assert.Equal([(float)a, (float)(2 * a), (float)(3 * a), (float)(4 * b), (float)(5 * b), (float)(6 * b)], tensor.Weights);
        Assert.Equal([(float)(0.5 - 10 * a), (float)(-1 - 20 * b)], tensor.Bias);
    }

    [Fact]
    public void ANormalizationThatFollowsNoConvolutionIsRefused()
    {
        var file = new OnnxBuilder()
            .Constant("w", new float[6], 2, 3, 1, 1)
            .Constant("v", [1, 1], 2)
            .Node("Conv", ["x", "w"], "c")
            .Node("Relu", ["c"], "r")
            .Node("BatchNormalization", ["r", "v", "v", "v", "v"], "n")
            .Node("GlobalAveragePool", ["n"], "y")
            .Build("x", "y", 1, 3, 8, 8);
        Assert.Contains("BatchNormalization 'n'", Assert.Throws<ModelException>(() => OnnxReader.Read(file, null, "x.onnx")).Message);
    }

    [Fact]
    public void WithoutAFinalReluTheIntegersStillNameTheClassesOfTheFloatNetwork()
    {
        var source = TestNetworks.Colour32();
        var random = new Random(4);
        byte[][] inputs = [.. Enumerable.Range(0, 24).Select(_ => Pixels(random))];
        var last = source.Tensors[^1];

        // So that a ReLU would leave little but zeros.
        var highest = inputs.Max(i => new FloatNetwork(source).Run(i).Max());
        var model = source with
        {
            Network = source.Network with { FinalRelu = false },
            Tensors = [.. source.Tensors.SkipLast(1), last with { Bias = [.. last.Bias.Select(b => b - highest)] }],
        };
        var network = new FloatNetwork(model);
        Assert.All(inputs, i => Assert.True(network.Run(i).Max() < 1e-3));

        var shifted = new FloatNetwork(FinalConstant.Add(model, inputs));
        Assert.All(
            inputs,
            i =>
            {
                var (plain, moved) = (network.Run(i), shifted.Run(i));
                Assert.True(moved.Min() > 0);
                Assert.All(plain.Zip(moved), p => Assert.Equal(moved[0] - plain[0], p.Second - p.First, 1e-2f));
            }
        );
        var integer = new IntegerNetwork(Quantizer.Quantize(model, inputs, new QuantizationOptions(8), []));
        var same = inputs.Count(i => Best(network.Run(i)) == Best([.. integer.Run(i).Select(v => (float)v)]));
        Assert.InRange(same, 20, 24);

        // ONNX Runtime on the export, and what is read from it, have no ReLU there, too.
        var logits = network.Run(inputs[0]);
        using var runtime = new OnnxRuntimeNetwork(model);
        runtime.Agrees(inputs[0], logits);
        Assert.Equal(logits, new FloatNetwork(OnnxReader.Read(OnnxWriter.Write(model), null, "x.onnx")).Run(inputs[0]));
        Assert.False(SafetensorsModel.Read(SafetensorsModel.Write(model), null, "x.safetensors").Network.FinalRelu);

        static byte[] Pixels(Random random)
        {
            // Each picture has a colour of its own, so that the classes differ.
            var (bytes, level) = (new byte[3 * 32 * 32], new[] { random.Next(200), random.Next(200), random.Next(200) });
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)(level[i / 1024] + random.Next(56));
            }

            return bytes;
        }

        static int Best(float[] values) => Array.IndexOf(values, values.Max());
    }

    [Theory]
    [InlineData("""{ "input": { "width": "wide" } }""", "'input.width' must be a whole number")]
    [InlineData("""{ "input": { "order": "brg" } }""", "'input.order' must be grey, rgb or bgr")]
    [InlineData("""{ "input": { "resize": 3 } }""", "'input.resize' must be squash or shorterSide")]
    [InlineData("""{ "input": { "mean": "grey" } }""", "'input.mean'")]
    [InlineData("""{ "input": { "depth": 3 } }""", "'input.depth' is no field")]
    [InlineData("""{ "inputs": {} }""", "'inputs' is no field")]
    [InlineData("""{ "finalRelu": "no" }""", "'finalRelu' must be true or false")]
    [InlineData("""{ "operations": [{ "kind": "inception", "name": "x" }] }""", "inception")]
    [InlineData("""{ "operations": [{ "name": "x" }] }""", "kind")]
    [InlineData("""{ "operations": [{ "kind": "maxPool", "name": "x" }] }""", "'operations[0].kernel'")]
    [InlineData("""{ "input": { """, "line 1")]
    public void FaultsOfADescriptionAreNamedInItsOwnTerms(string json, string message)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("m.pth", File.ReadAllBytes(Fixture("torch-zip.pth")));
        folder.Write("m.json", Encoding.UTF8.GetBytes(json));
        var error = Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message;
        Assert.Contains(message, error);
        Assert.DoesNotContain("System.", error);
        Assert.DoesNotContain("SqueezeEdge.", error);
        Assert.DoesNotContain("Document", error);
    }

    [Fact]
    public void ChangedOrderTurnsWhatIsAssumedPerChannel()
    {
        var input = ModelLoader
            .Load(
                Fixture("torch-zip.pth"),
                new ImportOptions
                {
                    Order = ChannelOrder.Bgr,
                    Width = 96,
                    Height = 96,
                }
            )
            .Network.Input;
        Assert.Equal([103.53f, 116.28f, 123.675f], input.Mean);
        Assert.Equal([57.375f, 57.12f, 58.395f], input.Deviation);
        Assert.Equal(109, input.ResizeSize);
        var same = ModelLoader.Load(Fixture("torch-zip.pth"), new ImportOptions { Mean = [127.5f], Deviation = [127.5f] }).Network.Input;
        Assert.Equal([127.5f, 127.5f, 127.5f], same.Mean);
        Assert.Equal([127.5f, 127.5f, 127.5f], same.Deviation);
    }

    [Fact]
    public void WhatTheFileItselfSaysCannotBeSaidOtherwise()
    {
        var file = Fixture("torch-opset13.onnx");
        void Refused(string message, ImportOptions options) =>
            Assert.Contains(message, Assert.Throws<ModelException>(() => ModelLoader.Load(file, options)).Message);
        Refused("--conv1-padding", new ImportOptions { FirstPadding = 3 });
        Refused("a ReLU follows", new ImportOptions { FinalRelu = false });
        Refused("64x64", new ImportOptions { Width = 96, Height = 96 });
        Refused("1", new ImportOptions { Order = ChannelOrder.Grey });
    }

    [Fact]
    public void ANetworkWithOneOutputIsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        var network = TestNetworks.Grey28().Network;
        var one = network with
        {
            Operations = [.. network.Operations.Select(o => o is Convolution { Name: "conv3" } c ? c with { OutputChannels = 1 } : o)],
        };
        var tensors = new NetworkShapes(one).Tensors.Select(s => new FloatTensor(s, new float[s.Weights], new float[s.OutputChannels]));
        var path = folder.Write("age.safetensors", SafetensorsModel.Write(new FloatModel(one, [.. tensors], new byte[32])));
        var error = Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message;
        Assert.Contains("age.safetensors", error);
        Assert.Contains("one output ('conv3')", error);
    }

    private static void Equal(FloatModel model)
    {
        var expected = JsonSerializer.Deserialize<float[]>(File.ReadAllBytes(Fixture("torch-cifar-logits.json")))!;
        var actual = new FloatNetwork(model).Run(Planes);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 2e-5f));
        Assert.Equal(expected.Length, actual.Length);
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);
}
