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
        Refused("2 to 8", "pack", work["tiny.safetensors"], "-o", blob, "--bits", "9");
        Refused("1 labels for 4 classes", "pack", work["tiny.safetensors"], "-o", blob, "--labels", work["labels.txt"]);
        Refused("no folder", "pack", work["tiny.safetensors"], "-o", blob, "--calibrate", work["nowhere"]);
        Refused("cannot write", "pack", work["tiny.safetensors"], "-o", Path.Combine(work["nowhere"], "x.sqz"));
        Assert.Equal(before, File.ReadAllBytes(blob));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(blob)!, "*.part"));
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
