using SqueezeEdge.Packer.Execution;

namespace SqueezeEdge.Cli.Tests;

/// <summary>What <c>demo</c> does with models.</summary>
public sealed class DemoTests
{
    [Fact]
    public void WithoutAnyModelItSaysHowToNameOne()
    {
        Assert.SkipWhen(Directory.Exists(Path.Combine(RepositoryLayout.Find().Root, "models")), "this clone has a default model");
        PackTests.Refused("squeezeedge demo MODEL", "demo");
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
        Assert.Equal(4, json.GetProperty("top").GetArrayLength());
        Assert.True(json.GetProperty("instructions").GetInt64() > 0);
    }
}
