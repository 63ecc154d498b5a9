// SPDX-License-Identifier: MIT
using System.Text.Json;

namespace SqueezeEdge.Cli.Tests;

/// <summary>The verbs that work on a blob.</summary>
public sealed class BlobVerbTests
{
    [Fact]
    public void InspectShowsLayersRamAndBoards()
    {
        using var work = new Workspace();
        var blob = work.Pack();
        var table = Workspace.Run("inspect", blob).Table;
        Assert.Contains("fire2/expand3x3", table);
        Assert.Contains("RAM (arena)", table);
        var json = Workspace.Run("inspect", blob, "--json").Json;
        Assert.Equal(
            json.GetProperty("arenaBytes").GetInt32(),
            json.GetProperty("buffers").EnumerateArray().Sum(b => b.GetProperty("bytes").GetInt32())
        );
        Assert.All(json.GetProperty("boards").EnumerateArray(), b => Assert.True(b.GetProperty("fits").GetBoolean()));
    }

    [Theory]
    [InlineData(0, "no SqueezeEdge blob")]
    [InlineData(4, "format version")]
    [InlineData(60, "header of the blob is damaged")]
    [InlineData(100, "network section of the blob is damaged")]
    public void ADamagedBlobIsRefusedByName(int at, string message)
    {
        using var work = new Workspace();
        var bytes = File.ReadAllBytes(work.Pack());
        bytes[at] ^= 64;
        File.WriteAllBytes(work["bad.sqz"], bytes);
        foreach (var verb in new[] { "inspect", "verify", "profile" })
        {
            PackTests.Refused(message, verb, work["bad.sqz"]);
        }

        PackTests.Refused("bad.sqz", "inspect", work["bad.sqz"]);
        File.WriteAllBytes(work["bad.sqz"], File.ReadAllBytes(work["fast.sqz"])[..^1]);
        PackTests.Refused("truncated", "inspect", work["bad.sqz"]);
    }

    [Fact]
    public void ClassifyNamesTheBestClasses()
    {
        Workspace.Need("cc", "cmake");
        using var work = new Workspace();
        var blob = work.Pack();
        Workspace.Picture(work["dot.png"], 1, 1, new Random(1));
        var json = Workspace
            .Run("classify", blob, Path.Combine(work["pictures"], "000_0.png"), work["dot.png"], "--top", "3", "--json")
            .Json;
        Assert.Equal(2, json.GetArrayLength());
        var top = json[0].GetProperty("top");
        Assert.Equal(3, top.GetArrayLength());
        Assert.True(top[0].GetProperty("probability").GetDouble() >= top[1].GetProperty("probability").GetDouble());
        Assert.Equal($"class {top[0].GetProperty("index").GetInt32()}", top[0].GetProperty("label").GetString());
        Assert.All(
            json.EnumerateArray().SelectMany(p => p.GetProperty("top").EnumerateArray()),
            t => Assert.True(t.GetProperty("sum").GetInt32() >= 0)
        );
        Assert.True(top[0].GetProperty("sum").GetInt32() >= top[1].GetProperty("sum").GetInt32());
        File.WriteAllText(work["broken.jpg"], "no picture");
        PackTests.Refused("broken.jpg", "classify", blob, work["broken.jpg"]);
        PackTests.Refused("there is no picture", "classify", blob, work["gone.jpg"]);
        UsageTests.Refused("'moon'", "classify", blob, work["dot.png"], "--on", "moon");
    }

    [Fact]
    public void EvaluateComparesWithTheFloatModel()
    {
        Workspace.Need("cc", "cmake");
        using var work = new Workspace();
        var blob = work.Pack();
        var json = Workspace.Run("evaluate", blob, work["pictures"], "--against", work["tiny.safetensors"], "--json").Json;
        Assert.Equal(6, json.GetProperty("images").GetInt32());
        Assert.Equal(100, json.GetProperty("top5").GetDouble());
        Assert.Equal(100, json.GetProperty("floatTop5").GetDouble());
        Assert.InRange(json.GetProperty("agree").GetDouble(), 60, 100);
        var alone = Workspace.Run("evaluate", blob, work["pictures"], "--limit", "2", "--json").Json;
        Assert.Equal(2, alone.GetProperty("images").GetInt32());
        Assert.Equal(JsonValueKind.Null, alone.GetProperty("agree").ValueKind);
        File.Copy(Path.Combine(work["pictures"], "000_0.png"), Path.Combine(work["pictures"], "unnamed.png"));
        PackTests.Refused("does not tell its class", "evaluate", blob, work["pictures"]);
    }

    [Fact]
    public void VerifyFindsEveryByteIdentical()
    {
        Workspace.Need("cc", "cmake", "qemu-system-riscv32", "riscv64-unknown-elf-gcc", "qemu-system-xtensa", "xtensa-lx106-elf-gcc");
        using var work = new Workspace();
        var json = Workspace.Run("verify", work.Pack("auto"), "--images", work["pictures"], "--limit", "1", "--json").Json;
        Assert.True(json.GetProperty("identical").GetBoolean());
        Assert.Equal(["host", "rv32", "xtensa"], json.GetProperty("targets").EnumerateArray().Select(t => t.GetString()!));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("firstDifference").ValueKind);
    }

    [Fact]
    public void ProfileAndDemoCountInstructions()
    {
        Workspace.Need("cc", "cmake", "qemu-system-riscv32", "riscv64-unknown-elf-gcc");
        using var work = new Workspace();
        var blob = work.Pack();
        var json = Workspace.Run("profile", blob, "--json").Json;
        var total = json.GetProperty("instructions").GetInt64();
        var layers = json.GetProperty("layers").EnumerateArray().Sum(l => l.GetProperty("instructions").GetInt64());
        Assert.Equal("fast", json.GetProperty("encoding").GetString());
        var inspected = Workspace.Run("inspect", blob, "--json").Json;
        foreach (var name in new[] { "blobBytes", "labelBytes" })
        {
            Assert.Equal(inspected.GetProperty(name).GetInt32(), json.GetProperty(name).GetInt32());
        }

        Assert.All(
            json.GetProperty("boards").EnumerateArray(),
            b =>
                Assert.Contains(
                    inspected.GetProperty("boards").EnumerateArray(),
                    i => i.GetProperty("board").GetString() == b.GetProperty("board").GetString()
                )
        );
        Assert.InRange(layers, total * 0.8, total * 1.05);
        Assert.InRange(json.GetProperty("stackBytes").GetInt32(), 1, 2048);

        var demo = Workspace.Run("demo", blob, "--image", Path.Combine(work["pictures"], "001_1.png"));
        Assert.Equal(0, demo.ExitCode);
        Assert.Contains("instructions", demo.Table);
        Assert.Contains("estimate", demo.Table);
    }
}
