// SPDX-License-Identifier: MIT
using System.Globalization;
using System.Text.RegularExpressions;

namespace SqueezeEdge.Cli.Tests;

/// <summary>The tables of <c>inspect</c>.</summary>
public sealed class InspectTests
{
    [Fact]
    public void TheRamTableAddsUp()
    {
        using var work = new Workspace();
        var blob = work.Pack();
        var table = Workspace.Run("inspect", blob).Table;
        var ram = table[
            table.IndexOf("RAM (arena)", StringComparison.Ordinal)..table.IndexOf("Frames of another size", StringComparison.Ordinal)
        ];
        int Bytes(Match match) => int.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        var rows = Regex.Matches(ram, @"(?:whole frame|one row)\s+([0-9,]+)").Select(Bytes).ToArray();
        var total = Regex.Matches(ram, @"(?:persistent|scratch) block\s+([0-9,]+)").Sum(Bytes);
        Assert.NotEmpty(rows);
        Assert.Equal(total, rows.Sum());
        Assert.Equal(total, Workspace.Run("inspect", blob, "--json").Json.GetProperty("arenaBytes").GetInt32());
    }

    [Fact]
    public void EveryLayerIsInTableAndJson()
    {
        using var work = new Workspace();
        var blob = work.Pack();
        var table = Workspace.Run("inspect", blob).Table;
        var names = Workspace
            .Run("inspect", blob, "--json")
            .Json.GetProperty("layers")
            .EnumerateArray()
            .Select(l => l.GetProperty("name").GetString()!)
            .ToArray();
        Assert.Equal(["conv1", "fire2/squeeze1x1", "fire2/expand1x1", "fire2/expand3x3", "conv3"], names);
        Assert.All(names, name => Assert.Contains(name, table));
    }

    /// <summary>Nonzero weights x output positions of each layer.</summary>
    [Fact]
    public void TheMultiplicationsOfAFrameAreShown()
    {
        using var work = new Workspace();
        var blob = work.Pack();
        var json = Workspace.Run("inspect", blob, "--json").Json;
        var expected = json.GetProperty("layers")
            .EnumerateArray()
            .Sum(l =>
                l.GetProperty("nonzero").GetInt64() * l.GetProperty("outputWidth").GetInt64() * l.GetProperty("outputHeight").GetInt64()
            );
        Assert.Equal(expected, json.GetProperty("multiplications").GetInt64());
        Assert.Contains($"{expected:N0} multiplications", Workspace.Run("inspect", blob).Table);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(300)]
    public void ATruncatedBlobIsNamed(int length)
    {
        using var work = new Workspace();
        File.WriteAllBytes(work["short.sqz"], File.ReadAllBytes(work.Pack())[..length]);
        PackTests.Refused("short.sqz", "inspect", work["short.sqz"]);
    }

    [Fact]
    public void AFlippedBitAnywhereIsFound()
    {
        using var work = new Workspace();
        var bytes = File.ReadAllBytes(work.Pack());
        for (var at = 0; at < bytes.Length; at += Math.Max(1, bytes.Length / 25))
        {
            bytes[at] ^= 1;
            File.WriteAllBytes(work["flipped.sqz"], bytes);
            PackTests.Refused("flipped.sqz", "inspect", work["flipped.sqz"]);
            bytes[at] ^= 1;
        }
    }

    [Fact]
    public void AMissingBlobIsNamed()
    {
        using var work = new Workspace();
        PackTests.Refused("gone.sqz", "inspect", work["gone.sqz"]);
    }
}
