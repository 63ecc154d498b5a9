// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cli.Tests;

public sealed class PackTests
{
    [Theory]
    [InlineData("compact")]
    [InlineData("fast")]
    [InlineData("auto")]
    public void JsonTellsSizesAndLayersAndPackingIsRepeatable(string encoding)
    {
        using var work = new Workspace();
        var first = work.Pack(encoding);
        var outcome = Workspace.Run(
            "pack",
            work["tiny.safetensors"],
            "-o",
            work["again.sqz"],
            "--encoding",
            encoding,
            "--calibrate",
            work["pictures"],
            "--json"
        );
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(work["again.sqz"]));
        Assert.Equal(new FileInfo(first).Length, outcome.Json.GetProperty("blobBytes").GetInt32());
        Assert.Equal(0, outcome.Json.GetProperty("labelBytes").GetInt32());
        Assert.Equal(5, outcome.Json.GetProperty("layers").GetArrayLength());
        Assert.Equal(
            Workspace.Run("inspect", first, "--json").Json.GetProperty("arenaBytes").GetInt32(),
            outcome.Json.GetProperty("arenaBytes").GetInt32()
        );
    }

    [Fact]
    public void FewerBitsGiveASmallerBlobAndLabelsAreCountedApart()
    {
        using var work = new Workspace();
        File.WriteAllLines(work["labels.txt"], ["cat", "dog", "bird", "fish"]);
        var outcome = Workspace.Run(
            "pack",
            work["tiny.safetensors"],
            "-o",
            work["4.sqz"],
            "--bits",
            "3",
            "--encoding",
            "compact",
            "--calibrate",
            work["pictures"],
            "--labels",
            work["labels.txt"],
            "--json"
        );
        Assert.Equal(20, outcome.Json.GetProperty("labelBytes").GetInt32());
        Assert.True(outcome.Json.GetProperty("blobBytes").GetInt32() < new FileInfo(work.Pack("compact")).Length);
    }

    [Fact]
    public void BadInputIsNamedAndAnExistingFileSurvives()
    {
        using var work = new Workspace();
        var blob = work.Pack();
        var before = File.ReadAllBytes(blob);
        File.WriteAllBytes(work["short.safetensors"], File.ReadAllBytes(work["tiny.safetensors"])[..200]);
        File.WriteAllLines(work["labels.txt"], ["one"]);
        Refused("missing.net", "pack", work["missing.net"], "-o", blob);
        Refused("unknown format", "pack", work["labels.txt"], "-o", blob);
        Refused("short.safetensors", "pack", work["short.safetensors"], "-o", blob);
        Refused("the budget of 100 bytes cannot be met", "pack", work["tiny.safetensors"], "-o", blob, "--budget", "100");
        Refused("1 labels for 4 classes", "pack", work["tiny.safetensors"], "-o", blob, "--labels", work["labels.txt"]);
        Refused("no folder", "pack", work["tiny.safetensors"], "-o", blob, "--calibrate", work["nowhere"]);
        Refused("cannot write", "pack", work["tiny.safetensors"], "-o", Path.Combine(work["nowhere"], "x.sqz"));
        Assert.Equal(before, File.ReadAllBytes(blob));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(blob)!, "*.part"));
    }

    [Fact]
    public void ABudgetIsMetOrTheSmallestBlobIsNamed()
    {
        using var work = new Workspace();
        string[] pack = ["pack", work["tiny.safetensors"], "-o", work["auto.sqz"], "--calibrate", work["pictures"], "--budget"];
        var refused = Workspace.Run([.. pack, "1"]).Error;
        var smallest = System.Text.RegularExpressions.Regex.Match(refused, "takes ([0-9,]+) bytes").Groups[1].Value.Replace(",", "");
        Assert.Equal(0, Workspace.Run([.. pack, smallest]).ExitCode);
        Assert.Equal(int.Parse(smallest), new FileInfo(work["auto.sqz"]).Length);
        Refused("cannot be met", [.. pack, $"{int.Parse(smallest) - 1}"]);
    }

    [Fact]
    public void AWrongCommandLineEndsWithTwo()
    {
        Assert.Equal(2, Workspace.Run("pack").ExitCode);
        Assert.Equal(2, Workspace.Run("no-such-verb").ExitCode);
    }

    internal static void Refused(string message, params string[] args)
    {
        var outcome = Workspace.Run(args);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(message, outcome.Error);
    }
}
