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
}
