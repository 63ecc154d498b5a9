// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Cli.Tests;

/// <summary>What <c>demo</c> does with models.</summary>
public sealed class DemoTests
{
    [Fact]
    public void WithoutAModelTheDefaultOneIsPackedAndLabelsTestPictures()
    {
        Workspace.Need("cc", "cmake", "qemu-system-riscv32", "riscv64-unknown-elf-gcc");
        Assert.SkipUnless(DefaultModel.HasData, DefaultModel.HowToGetData);
        var json = Workspace.Run("demo", "--sample", "10", "--json").Json;
        Assert.Equal("fashion-mnist", json.GetProperty("model").GetString());
        Assert.Equal(10, json.GetProperty("frames").GetArrayLength());
        Assert.InRange(json.GetProperty("right").GetInt32(), 7, 10);
        var text = Workspace.Run("demo", "--sample", "10").Table;
        Assert.Contains("Ankle boot", text);
        Assert.Contains("... and 2 more", text);
        Assert.Contains("of 10 (", text);
        Assert.Contains("frames/s", text);
    }

    [Fact]
    public void LabelledPicturesOfAFolderAreStreamedToo()
    {
        Workspace.Need("cc", "cmake", "qemu-system-xtensa", "xtensa-lx106-elf-gcc");
        using var work = new Workspace();
        var json = Workspace.Run("demo", work.Pack(), "--images", work["pictures"], "--on", "xtensa", "--json").Json;
        Assert.Equal(6, json.GetProperty("frames").GetArrayLength());
        Assert.InRange(json.GetProperty("right").GetInt32(), 0, 6);
    }

    [Fact]
    public void ADamagedOrMissingModelIsNamed()
    {
        using var work = new Workspace();
        File.WriteAllBytes(work["short.sqz"], File.ReadAllBytes(work.Pack())[..^1]);
        PackTests.Refused("short.sqz", "demo", work["short.sqz"]);
        PackTests.Refused("gone.sqz", "demo", work["gone.sqz"]);
        PackTests.Refused("gone.png", "demo", work["fast.sqz"], "--image", work["gone.png"]);
    }

    [Fact]
    public void ABlobRunsOnTheEmulator()
    {
        Workspace.Need("cc", "cmake", "qemu-system-riscv32", "riscv64-unknown-elf-gcc");
        using var work = new Workspace();
        var json = Workspace.Run("demo", work.Pack(), "--on", "rv32", "--json").Json;
        Assert.Equal("rv32", json.GetProperty("target").GetString());
        Assert.Equal(4, json.GetProperty("frames")[0].GetProperty("top").GetArrayLength());
        Assert.True(json.GetProperty("instructions").GetInt64() > 0);
    }
}
