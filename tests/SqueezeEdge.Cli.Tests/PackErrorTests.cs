// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cli.Tests;

/// <summary>What <c>pack</c> says about bad input: the file is always named.</summary>
public sealed class PackErrorTests
{
    [Fact]
    public void LabelsOfAWrongCountAreRefusedWithBothCountsAndTheFile()
    {
        using var work = new Workspace();
        File.WriteAllLines(work["labels.txt"], ["one"]);
        PackTests.Refused("labels.txt", "pack", work["tiny.safetensors"], "-o", work["x.sqz"], "--labels", work["labels.txt"]);
        PackTests.Refused("1 labels for 4 classes", "pack", work["tiny.safetensors"], "-o", work["x.sqz"], "--labels", work["labels.txt"]);
        Assert.False(File.Exists(work["x.sqz"]));
    }

    [Fact]
    public void LabelsThatCannotBeReadAreRefused()
    {
        using var work = new Workspace();
        PackTests.Refused("gone.txt", "pack", work["tiny.safetensors"], "-o", work["x.sqz"], "--labels", work["gone.txt"]);
        PackTests.Refused("cannot read ''", "pack", work["tiny.safetensors"], "-o", work["x.sqz"], "--labels", "");
    }

    [Fact]
    public void ABrokenCalibrationPictureIsNamed()
    {
        using var work = new Workspace();
        File.WriteAllText(Path.Combine(work["pictures"], "broken.png"), "no picture");
        PackTests.Refused("broken.png", "pack", work["tiny.safetensors"], "-o", work["x.sqz"], "--calibrate", work["pictures"]);
    }

    [Theory]
    [InlineData("missing.safetensors", "cannot read")]
    [InlineData("model.txt", "unknown format")]
    [InlineData("short.safetensors", "truncated")]
    [InlineData("half.safetensors", "does not lie within the file")]
    public void ABadModelIsNamed(string name, string message)
    {
        using var work = new Workspace();
        var whole = File.ReadAllBytes(work["tiny.safetensors"]);
        File.WriteAllText(work["model.txt"], "no model");
        File.WriteAllBytes(work["short.safetensors"], whole[..200]);
        File.WriteAllBytes(work["half.safetensors"], whole[..^400]);
        PackTests.Refused(message, "pack", work[name], "-o", work["x.sqz"]);
        PackTests.Refused(name, "pack", work[name], "-o", work["x.sqz"]);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("9")]
    public void BitsOutOfRangeAreRefused(string bits)
    {
        using var work = new Workspace();
        UsageTests.Refused(
            $"--bits takes a whole number, 2..8, not '{bits}'",
            "pack",
            work["tiny.safetensors"],
            "-o",
            work["x.sqz"],
            "--bits",
            bits
        );
    }

    [Fact]
    public void AnOutputThatIsAFolderIsNamedAndStays()
    {
        using var work = new Workspace();
        PackTests.Refused("cannot write '" + work["pictures"], "pack", work["tiny.safetensors"], "-o", work["pictures"]);
        Assert.Equal(6, Directory.GetFiles(work["pictures"]).Length);
    }

    [Fact]
    public void FourBitsGiveAtMostSixteenLevels()
    {
        using var work = new Workspace();
        var json = Workspace.Run("pack", work["tiny.safetensors"], "-o", work["4.sqz"], "--bits", "4", "--json").Json;
        Assert.All(
            json.GetProperty("layers").EnumerateArray(),
            l =>
            {
                Assert.InRange(l.GetProperty("levels").GetInt32(), 2, 16);
                Assert.InRange(l.GetProperty("nonzero").GetInt32(), 1, l.GetProperty("weights").GetInt32());
                Assert.True(l.GetProperty("bytes").GetInt32() > 0);
            }
        );
    }

    [Fact]
    public void WithoutPicturesAHintSaysSoAndTheTableNamesTheBlob()
    {
        using var work = new Workspace();
        var outcome = Workspace.Run("pack", work["tiny.safetensors"], "-o", work["x.sqz"]);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("--calibrate", outcome.Error);
        Assert.Contains("RAM of an inference", outcome.Table);
        Assert.Empty(outcome.Output);
    }
}
