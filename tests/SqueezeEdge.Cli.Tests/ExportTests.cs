// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Models.Onnx;

namespace SqueezeEdge.Cli.Tests;

public sealed class ExportTests
{
    [Fact]
    public void AnExportedModelPacksToTheSameBlobAsTheOriginal()
    {
        using var work = new Workspace();
        var outcome = Workspace.Run("export", work["tiny.safetensors"], "--onnx", work["tiny.onnx"], "--json");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("input", outcome.Json.GetProperty("input").GetProperty("name").GetString());
        Assert.False(outcome.Json.GetProperty("dequantized").GetBoolean());
        Assert.Equal(
            0,
            Workspace
                .Run("pack", work["tiny.onnx"], "-o", work["again.sqz"], "--encoding", "fast", "--calibrate", work["pictures"])
                .ExitCode
        );

        // The identity of the file (bytes 84..91) and with it the header's checksum (12..15) differ.
        static byte[] Content(string blob) =>
            [.. File.ReadAllBytes(blob).Where((_, i) => i is not (>= 84 and < 92) and not (>= 12 and < 16))];
        Assert.Equal(Content(work.Pack()), Content(work["again.sqz"]));
    }

    [Fact]
    public void APackedModelAndAModelQuantizedOnTheWayGiveTheSame()
    {
        using var work = new Workspace();
        Assert.Equal(0, Workspace.Run("export", work.Pack(), "--onnx", work["packed.onnx"]).ExitCode);
        var outcome = Workspace.Run(
            "export",
            work["tiny.safetensors"],
            "--onnx",
            work["direct.onnx"],
            "--dequantized",
            "--calibrate",
            work["pictures"]
        );
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("quantized, as real numbers", outcome.Table);
        var (packed, direct) = (
            OnnxReader.Read(File.ReadAllBytes(work["packed.onnx"]), null, "x"),
            OnnxReader.Read(File.ReadAllBytes(work["direct.onnx"]), null, "x")
        );
        for (var i = 0; i < packed.Tensors.Count; i++)
        {
            Assert.Equal(direct.Tensors[i].Weights, packed.Tensors[i].Weights);
            Assert.Equal(direct.Tensors[i].Bias, packed.Tensors[i].Bias);
            Assert.NotEqual(ModelLoader.Load(work["tiny.safetensors"]).Tensors[i].Weights, packed.Tensors[i].Weights);
        }
    }

    [Fact]
    public void WhatCannotBeDoneIsRefused()
    {
        using var work = new Workspace();
        PackTests.Refused("cannot read", "export", work["gone.onnx"], "--onnx", work["x.onnx"]);
        PackTests.Refused("quantized already", "export", work.Pack(), "--onnx", work["x.onnx"], "--dequantized", "--bits", "5");
        File.WriteAllBytes(work["bad.sqz"], File.ReadAllBytes(work["fast.sqz"])[..300]);
        PackTests.Refused("bad.sqz", "export", work["bad.sqz"], "--onnx", work["x.onnx"]);
        UsageTests.Refused("2..8", "export", work["tiny.safetensors"], "--onnx", work["x.onnx"], "--dequantized", "--bits", "9");
        PackTests.Refused("cannot write", "export", work["tiny.safetensors"], "--onnx", Path.Combine(work["nowhere"], "x.onnx"));
        Assert.False(File.Exists(work["x.onnx"]));
    }
}
