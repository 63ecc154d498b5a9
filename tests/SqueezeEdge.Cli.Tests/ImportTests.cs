// SPDX-License-Identifier: MIT
using System.Text;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Models.Onnx;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Cli.Tests;

/// <summary>Models of other frameworks on the command line.</summary>
public sealed class ImportTests
{
    [Fact]
    public void WhatAFileLeavesOpenIsToldAndADescriptionSettlesIt()
    {
        using var work = new Workspace();
        var model = ModelLoader.Load(work["tiny.safetensors"]);

        // Without the metadata, the file's last field, the graph remains.
        var whole = OnnxWriter.Write(model);
        var metadata = whole.AsSpan().LastIndexOf("squeezeedge"u8) - 5;
        File.WriteAllBytes(work["plain.onnx"], whole[..metadata]);
        var outcome = Workspace.Run("pack", work["plain.onnx"], "-o", work["plain.sqz"]);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("assumed 24x24, RGB, mean 123.675", outcome.Error);
        var input = """
            {
              "input": {
                "width": 24, "height": 24, "channels": 3, "order": "bgr",
                "mean": [1, 2, 3], "deviation": [1, 1, 1], "resize": "squash", "resizeSize": 24
              }
            }
            """;
        File.WriteAllText(work["plain.json"], input);
        Assert.DoesNotContain("assumed", Workspace.Run("pack", work["plain.onnx"], "-o", work["plain.sqz"]).Error);
        Assert.Equal(ChannelOrder.Bgr, ModelLoader.Load(work["plain.onnx"]).Network.Input.Order);
        File.WriteAllText(work["plain.json"], input.Replace("\"bgr\"", "\"bgra\""));
        PackTests.Refused("plain.json", "pack", work["plain.onnx"], "-o", work["plain.sqz"]);
    }

    [Theory]
    [InlineData("model.onnx", "no graph")]
    [InlineData("model.pth", "no file of torch.save")]
    [InlineData("model.caffemodel", "Caffe model")]
    [InlineData("model.h5", "unknown format")]
    public void AFileThatIsNoneIsNamed(string name, string message)
    {
        using var work = new Workspace();
        File.WriteAllBytes(work[name], name.EndsWith(".onnx", StringComparison.Ordinal) ? [] : Encoding.ASCII.GetBytes("no model at all"));
        PackTests.Refused(message, "pack", work[name], "-o", work["x.sqz"]);
        PackTests.Refused(name, "pack", work[name], "-o", work["x.sqz"]);
    }

    [Fact]
    public void PackSaysWhatItAssumedAndTakesWhatItIsTold()
    {
        using var work = new Workspace();
        var file = Path.Combine(
            SqueezeEdge.Packer.Files.RepositoryLayout.Find().Root,
            "tests/SqueezeEdge.Packer.Tests/Fixtures/torch-cifar.pth"
        );
        string[] pack = ["pack", file, "-o", work["cifar.sqz"], "--calibrate", work["pictures"]];
        string[] whole = ["--input", "32x32", "--order", "rgb", "--mean", "123.7,116.3,103.5", "--deviation", "58", "--resize", "squash"];
        var assumed = Workspace.Run([.. pack, "--input", "40x40"]);
        Assert.Equal(0, assumed.ExitCode);
        Assert.Contains("assumed 40x40, RGB", assumed.Error);
        Assert.Contains("assumed torchvision's SqueezeNet 1.0", assumed.Error);
        var told = Workspace.Run([.. pack, .. whole, "--conv1-padding", "3", "--final-relu", "no"]);
        Assert.Equal(0, told.ExitCode);
        Assert.DoesNotContain("assumed 32x32", told.Error);
        Assert.DoesNotContain("assumed torchvision", told.Error);
        var layer = Workspace.Run("inspect", work["cifar.sqz"], "--json").Json.GetProperty("layers")[0];
        Assert.Equal(16, layer.GetProperty("outputWidth").GetInt32());
        PackTests.Refused("built in", "pack", work.File("x.net", "no model"), "-o", work["x.sqz"], "--input", "9x9");
        UsageTests.Refused("--input takes WIDTHxHEIGHT", [.. pack, "--input", "32"]);
        UsageTests.Refused("--mean takes 1 or 3 numbers", [.. pack, "--mean", "1,2"]);
        UsageTests.Refused("--mean takes numbers", [.. pack, "--mean", "grey"]);
        UsageTests.Refused("'maybe'", [.. pack, "--final-relu", "maybe"]);
        UsageTests.Refused("0..10", [.. pack, "--conv1-padding", "11"]);
    }
}
