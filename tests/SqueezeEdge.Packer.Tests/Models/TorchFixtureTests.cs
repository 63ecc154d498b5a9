// SPDX-License-Identifier: MIT
using System.Text.Json;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Models;

/// <summary>Files PyTorch itself wrote (Fixtures/make-torch-files.py), and the logits it computed.</summary>
public sealed class TorchFixtureTests
{
    [Theory]
    [InlineData("torch-zip.pth")]
    [InlineData("torch-old.pth")]
    [InlineData("torch-opset9.onnx")]
    [InlineData("torch-opset13.onnx")]
    public void TheFloatNetworkGivesPyTorchsLogits(string name)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(name, File.ReadAllBytes(Fixture(name)));
        if (name.EndsWith(".pth", StringComparison.Ordinal))
        {
            // A state dict does not know the size of its input.
            var assumptions = ModelLoader.Load(path).Assumptions;
            Assert.Contains("assumed 224x224", assumptions[0]);
            Assert.Contains("assumed torchvision's SqueezeNet 1.1", assumptions[1]);
            folder.Write(
                Path.ChangeExtension(name, ".json"),
                """
                { "input": { "width": 64, "height": 64, "channels": 3, "order": "rgb",
                            "mean": [123.675, 116.28, 103.53], "deviation": [58.395, 57.12, 57.375],
                            "resize": "shorterSide", "resizeSize": 73 } }
                """u8.ToArray()
            );
        }

        var model = ModelLoader.Load(path);
        Assert.Equal(
            [
                "conv1",
                "pool1",
                "fire2",
                "fire3",
                "pool3",
                "fire4",
                "fire5",
                "pool5",
                "fire6",
                "fire7",
                "fire8",
                "fire9",
                "conv10",
                "pool10",
            ],
            model.Network.Operations.Select(o => o.Name)
        );
        Assert.Equal(new Fire("fire8", 4, 16, 16), model.Network.Operations[10]);
        var planes = Enumerable.Range(0, 3 * 64 * 64).Select(i => (byte)((37 * i + i / 64 * 11) % 256)).ToArray();
        var expected = JsonSerializer.Deserialize<float[]>(File.ReadAllBytes(Fixture("torch-logits.json")))!;
        var actual = new FloatNetwork(model).Run(planes);
        Assert.Equal(10, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-5f));
    }

    [Theory]
    [InlineData("torch-zip.pth")]
    [InlineData("torch-old.pth")]
    [InlineData("torch-opset9.onnx")]
    public void DamagedFilesAreRefused(string name) =>
        ImportAssert.SurvivesDamage(Path.GetExtension(name), File.ReadAllBytes(Fixture(name)));

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);
}
