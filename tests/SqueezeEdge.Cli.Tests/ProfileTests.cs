// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cli.Tests;

/// <summary>What <c>profile</c> reports.</summary>
public sealed class ProfileTests
{
    [Fact]
    public void JsonNamesEveryLayerAndTable()
    {
        Workspace.Need("cc", "cmake", "qemu-system-riscv32", "riscv64-unknown-elf-gcc");
        using var work = new Workspace();
        var blob = work.Pack("compact");
        var json = Workspace.Run("profile", blob, "--on", "rv32", "--json").Json;
        var inspected = Workspace.Run("inspect", blob, "--json").Json;
        Assert.Equal("rv32", json.GetProperty("target").GetString());
        Assert.Equal(
            inspected.GetProperty("layers").EnumerateArray().Select(l => l.GetProperty("encoding").GetString()!).ToHashSet(),
            json.GetProperty("encoding").GetString()!.Split('+').ToHashSet()
        );
        Assert.True(json.GetProperty("arenaBytes").GetInt32() >= inspected.GetProperty("arenaBytes").GetInt32());
        var layers = json.GetProperty("layers").EnumerateArray().ToArray();
        Assert.Equal(
            inspected.GetProperty("layers").EnumerateArray().Select(l => l.GetProperty("name").GetString()),
            layers.Select(l => l.GetProperty("name").GetString())
        );
        Assert.All(
            layers.Zip(inspected.GetProperty("layers").EnumerateArray()),
            pair =>
            {
                var (layer, shape) = pair;
                Assert.True(layer.GetProperty("instructions").GetInt64() > 0);
                Assert.Equal(
                    shape.GetProperty("nonzero").GetInt64()
                        * shape.GetProperty("outputWidth").GetInt32()
                        * shape.GetProperty("outputHeight").GetInt32(),
                    layer.GetProperty("nonzeroMacs").GetInt64()
                );
            }
        );
    }
}
