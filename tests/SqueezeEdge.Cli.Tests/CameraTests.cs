// SPDX-License-Identifier: MIT
using System.Text.Json;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Inference;

namespace SqueezeEdge.Cli.Tests;

/// <summary>Pictures seen through a camera, by <c>classify</c> and <c>evaluate</c>.</summary>
public sealed class CameraTests
{
    private static readonly Dictionary<string, string[]> Tools = new()
    {
        ["host"] = ["cc", "cmake"],
        ["rv32"] = ["qemu-system-riscv32", "riscv64-unknown-elf-gcc", "cmake"],
        ["xtensa"] = ["qemu-system-xtensa", "xtensa-lx106-elf-gcc", "cmake"],
    };

    [Theory]
    [InlineData("host", "qvga-rgb565")]
    [InlineData("rv32", "qvga-rgb565")]
    [InlineData("xtensa", "qvga-rgb565")]
    [InlineData("host", "96x96-rgb565")]
    [InlineData("host", "128x128-rgb565")]
    [InlineData("rv32", "128x128-rgb565")] // its last band is shorter
    public void ClassifyGivesWhatTheReferenceGivesForTheFrame(string target, string camera)
    {
        Workspace.Need(Tools[target]);
        using var work = new Workspace();
        var blob = work.Pack();
        Workspace.Picture(work["photo.png"], 350, 401, new Random(8));
        var outcome = Workspace.Run("classify", blob, work["photo.png"], "--on", target, "--camera", camera, "--json");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(camera, outcome.Error);

        var model = BlobReader.Read(File.ReadAllBytes(blob)).Model;
        var frame = CameraProfile.Find(camera).Capture(PhotoLoader.Load(work["photo.png"]));
        var sums = new IntegerNetwork(model).Run(FrameResampler.Resample(frame, model.Network.Input));
        var expected = Softmax.Top(sums, model.ProbabilityScale, 5).Select(t => (t.Index, Math.Round(t.Probability / 65536.0, 5)));
        var found = outcome.Json[0].GetProperty("top").EnumerateArray();
        Assert.Equal(expected, found.Select(t => (t.GetProperty("index").GetInt32(), t.GetProperty("probability").GetDouble())));
    }

    [Fact]
    public void TheCameraChangesWhatTheNetworkSees()
    {
        Workspace.Need(Tools["host"]);
        using var work = new Workspace();
        var blob = work.Pack();
        Workspace.Picture(work["photo.png"], 30, 90, new Random(8)); // squashed to the input without a camera, cropped by one
        string Classify(params string[] options) => Workspace.Run(["classify", blob, work["photo.png"], "--json", .. options]).Output;
        Assert.NotEqual(Classify(), Classify("--camera", "qvga-rgb565"));
    }

    [Theory]
    [InlineData("host")]
    [InlineData("rv32")]
    [InlineData("xtensa")]
    public void EvaluateCountsWhatClassifyFinds(string target)
    {
        Workspace.Need(Tools[target]);
        using var work = new Workspace();
        var blob = work.Pack();
        string[] pictures = [.. Directory.GetFiles(work["pictures"]).Order(StringComparer.Ordinal)];
        string[] through = ["--on", target, "--camera", "96x96-rgb565", "--json"];
        var found = Workspace
            .Run(["classify", blob, .. pictures, .. through])
            .Json.EnumerateArray()
            .Select(p => p.GetProperty("top")[0].GetProperty("index").GetInt32());
        var right = pictures.Zip(found).Count(p => int.Parse(Path.GetFileName(p.First)[..3]) == p.Second);

        var json = Workspace.Run(["evaluate", blob, work["pictures"], "--against", work["tiny.safetensors"], .. through]).Json;
        Assert.Equal(pictures.Length, json.GetProperty("images").GetInt32());
        Assert.Equal(Math.Round(100.0 * right / pictures.Length, 2), json.GetProperty("top1").GetDouble());
        Assert.Equal(JsonValueKind.Number, json.GetProperty("agree").ValueKind);
    }

    [Fact]
    public void AnUnknownCameraIsAnsweredWithTheNames()
    {
        Workspace.Need(Tools["host"]);
        using var work = new Workspace();
        var blob = work.Pack();
        string[] names = ["'vga'", "qvga-rgb565", "96x96-rgb565", "128x128-rgb565"];
        foreach (var name in names)
        {
            UsageTests.Refused(name, "classify", blob, Path.Combine(work["pictures"], "000_0.png"), "--camera", "vga");
            UsageTests.Refused(name, "evaluate", blob, work["pictures"], "--camera", "vga");
        }

        UsageTests.Refused("'moon'", "evaluate", blob, work["pictures"], "--on", "moon");
    }
}
