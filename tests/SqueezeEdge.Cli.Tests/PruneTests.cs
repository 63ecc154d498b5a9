// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Cli.Tests;

public sealed class PruneTests
{
    [Fact]
    public void LayersBecomeSparseAndTheResultCanBePacked()
    {
        using var work = new Workspace();
        var outcome = Workspace.Run(
            "prune",
            work["tiny.safetensors"],
            "-o",
            work["pruned.safetensors"],
            "--density-all",
            "0.5",
            "--density",
            "fire*/expand3x3=0.25",
            "--density",
            "conv3=1",
            "--json"
        );
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("training/README.md", outcome.Error);
        var before = ModelLoader.Load(work["tiny.safetensors"]);
        var after = ModelLoader.Load(work["pruned.safetensors"]);
        Assert.True(File.Exists(work["pruned.json"]));
        foreach (var (layer, i) in outcome.Json.GetProperty("layers").EnumerateArray().Select((l, i) => (l, i)))
        {
            var nonzero = after.Tensors[i].Weights.Count(w => w != 0);
            Assert.Equal(after.Tensors[i].Shape.Name, layer.GetProperty("name").GetString());
            Assert.Equal(nonzero, layer.GetProperty("after").GetInt32());
            var share = after.Tensors[i].Shape.Name switch
            {
                "fire2/expand3x3" => 0.25,
                "conv3" => 1,
                _ => 0.5,
            };
            Assert.Equal(Math.Min(before.Tensors[i].Weights.Count(w => w != 0), (int)(share * after.Tensors[i].Weights.Length)), nonzero);
            Assert.Equal(before.Tensors[i].Bias, after.Tensors[i].Bias);
        }

        Assert.Equal(0, Workspace.Run("pack", work["pruned.safetensors"], "-o", work["pruned.sqz"]).ExitCode);
        var table = Workspace.Run("prune", work["tiny.safetensors"], "-o", work["pruned.safetensors"], "--density-all", "0.5").Table;
        Assert.Contains("fire2/expand3x3", table);
        Assert.Contains("total", table);
    }

    [Fact]
    public void WhatCannotBeDoneIsRefusedAndNothingIsWritten()
    {
        using var work = new Workspace();
        var output = work["pruned.safetensors"];
        PackTests.Refused("'fire9/*' is no layer of 'tiny'", "prune", work["tiny.safetensors"], "-o", output, "--density", "fire9/*=0.5");
        UsageTests.Refused("'conv1' is no density", "prune", work["tiny.safetensors"], "-o", output, "--density", "conv1");
        UsageTests.Refused("out of range", "prune", work["tiny.safetensors"], "-o", output, "--density", "conv1=0");
        PackTests.Refused("is no layer of 'tiny'", "prune", work["tiny.safetensors"], "-o", output, "--preset", "table1");
        PackTests.Refused("must end in .safetensors", "prune", work["tiny.safetensors"], "-o", work["pruned.onnx"], "--density-all", "0.5");
        File.WriteAllText(work["pruned.json"], "{}");
        PackTests.Refused("belongs to another file", "prune", work["tiny.safetensors"], "-o", output, "--density-all", "0.5");
        Assert.False(File.Exists(output));
        Assert.Equal("{}", File.ReadAllText(work["pruned.json"]));
    }
}
