// SPDX-License-Identifier: MIT
using System.Text.Json;

namespace SqueezeEdge.Cli.Tests;

/// <summary>The folders and models of <c>evaluate</c>.</summary>
public sealed class EvaluateTests
{
    [Fact]
    public void AFolderPerClassGivesTheLabels()
    {
        Workspace.Need("cc", "cmake");
        using var work = new Workspace();
        var blob = work.Pack();
        foreach (var (from, to) in new[] { ("000_0", "0"), ("001_1", "1"), ("002_2", "2"), ("003_3", "3") })
        {
            Directory.CreateDirectory(Path.Combine(work["classes"], to));
            File.Copy(Path.Combine(work["pictures"], from + ".png"), Path.Combine(work["classes"], to, "a.png"));
        }

        var json = Workspace.Run("evaluate", blob, work["classes"], "--json").Json;
        Assert.Equal(["images", "top1", "top5", "floatTop1", "floatTop5", "agree"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(4, json.GetProperty("images").GetInt32());
        Assert.Equal(100, json.GetProperty("top5").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("floatTop1").ValueKind);

        var found = Workspace
            .Run(["classify", blob, .. Enumerable.Range(0, 4).Select(i => Path.Combine(work["classes"], $"{i}", "a.png")), "--json"])
            .Json;
        var right = Enumerable.Range(0, 4).Count(i => found[i].GetProperty("top")[0].GetProperty("index").GetInt32() == i);
        Assert.Equal(25.0 * right, json.GetProperty("top1").GetDouble());
    }

    [Fact]
    public void TheTableShowsTheFloatModelOnlyWhenOneIsGiven()
    {
        Workspace.Need("cc", "cmake");
        using var work = new Workspace();
        var blob = work.Pack();
        Assert.DoesNotContain("float model", Workspace.Run("evaluate", blob, work["pictures"]).Table);
        Assert.Contains("float model", Workspace.Run("evaluate", blob, work["pictures"], "--against", work["tiny.safetensors"]).Table);
    }

    [Fact]
    public void BadFoldersPicturesAndModelsAreNamed()
    {
        Workspace.Need("cc", "cmake");
        using var work = new Workspace();
        var blob = work.Pack();
        Directory.CreateDirectory(work["empty"]);
        PackTests.Refused("nowhere", "evaluate", blob, work["nowhere"]);
        PackTests.Refused("holds no pictures", "evaluate", blob, work["empty"]);
        PackTests.Refused("gone.safetensors", "evaluate", blob, work["pictures"], "--against", work["gone.safetensors"]);
        File.WriteAllText(Path.Combine(work["pictures"], "000_bad.png"), "no picture");
        PackTests.Refused("000_bad.png", "evaluate", blob, work["pictures"]);
        File.Delete(Path.Combine(work["pictures"], "000_bad.png"));
        File.Move(Path.Combine(work["pictures"], "000_0.png"), Path.Combine(work["pictures"], "004_0.png"));
        PackTests.Refused("004_0.png", "evaluate", blob, work["pictures"]);
    }

    [Fact]
    public void FoldersAreMatchedWithTheLabelsOfTheBlob()
    {
        Workspace.Need("cc", "cmake");
        using var work = new Workspace();
        string[] names = ["zebra", "yak", "wolf", "ant, pismire"];
        File.WriteAllLines(work["labels.txt"], names);
        File.WriteAllLines(work["other.txt"], names.Reverse());
        string[] pack = ["pack", work["tiny.safetensors"], "--calibrate", work["pictures"], "-o"];
        Assert.Equal(0, Workspace.Run([.. pack, work["named.sqz"], "--labels", work["labels.txt"]]).ExitCode);
        Assert.Equal(0, Workspace.Run([.. pack, work["other.sqz"], "--labels", work["other.txt"]]).ExitCode);

        // Each picture goes into the folder of the class the kernels find, so that all are right.
        string[] pictures = [.. Directory.GetFiles(work["pictures"])];
        var found = Workspace.Run(["classify", work["named.sqz"], .. pictures, "--json"]).Json;
        for (var i = 0; i < pictures.Length; i++)
        {
            var index = found[i].GetProperty("top")[0].GetProperty("index").GetInt32();
            var folder = Directory.CreateDirectory(Path.Combine(work["classes"], names[index].Split(',')[0].ToUpperInvariant()));
            File.Copy(pictures[i], Path.Combine(folder.FullName, $"{i}.png"));
        }

        double Top1(string blob) => Workspace.Run("evaluate", work[blob], work["classes"], "--json").Json.GetProperty("top1").GetDouble();
        Assert.Equal(100, Top1("named.sqz"));
        Assert.Equal(0, Top1("other.sqz"));
        Directory.CreateDirectory(Path.Combine(work["classes"], "zerba"));
        File.Copy(pictures[0], Path.Combine(work["classes"], "zerba", "a.png"));
        PackTests.Refused("'zerba' (nearest: 'zebra'", "evaluate", work["named.sqz"], work["classes"]);
        PackTests.Refused("the blob has no labels", "evaluate", work.Pack(), work["classes"]);
    }
}
