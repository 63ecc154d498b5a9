// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Cli.Tests;

/// <summary>What <c>classify</c> does with unusual pictures and options.</summary>
public sealed class ClassifyTests
{
    [Fact]
    public void ResultsCarryThePathAsGivenAndTheLabel()
    {
        Workspace.Need("cc", "cmake");
        using var work = new Workspace();
        File.WriteAllLines(work["labels.txt"], ["cat", "dog", "bird", "fish"]);
        Assert.Equal(0, Workspace.Run("pack", work["tiny.safetensors"], "-o", work["named.sqz"], "--labels", work["labels.txt"]).ExitCode);
        Workspace.Picture(work["dot.png"], 1, 1, new Random(1));
        var json = Workspace.Run("classify", work["named.sqz"], work["dot.png"], "--json").Json;
        Assert.Equal(work["dot.png"], json[0].GetProperty("image").GetString());
        var top = json[0].GetProperty("top").EnumerateArray().ToArray();
        Assert.Equal(4, top.Length);
        Assert.Equal(["bird", "cat", "dog", "fish"], top.Select(t => t.GetProperty("label").GetString()!).Order(StringComparer.Ordinal));
        Assert.InRange(top.Sum(t => t.GetProperty("probability").GetDouble()), 0.99, 1.01);
        Assert.Contains(top[0].GetProperty("label").GetString()!, Workspace.Run("classify", work["named.sqz"], work["dot.png"]).Table);
    }

    [Fact]
    public void BadPicturesAreNamed()
    {
        using var work = new Workspace();
        var blob = work.Pack();
        var png = File.ReadAllBytes(Path.Combine(work["pictures"], "000_0.png"));
        File.WriteAllBytes(work["cut.png"], png[..(png.Length / 2)]);
        File.WriteAllBytes(work["empty.png"], []);
        PackTests.Refused("cut.png", "classify", blob, work["cut.png"]);
        PackTests.Refused("empty.png", "classify", blob, work["empty.png"]);
        PackTests.Refused("gone.png", "classify", blob, work["gone.png"]);
    }

    [Theory]
    [InlineData("classify", "host,rv32")]
    [InlineData("profile", "rv32,xtensa")]
    [InlineData("demo", "host,rv32")]
    public void OneTargetIsWantedWhereSeveralAreNamed(string verb, string targets)
    {
        using var work = new Workspace();
        var blob = work.Pack();
        string[] pictures = verb == "classify" ? [Path.Combine(work["pictures"], "000_0.png")] : [];
        UsageTests.Refused($"'{targets}'", [verb, blob, .. pictures, "--on", targets]);
    }

    /// <summary>47 billion multiplications in a small file: said before anything runs, and only --force runs it.</summary>
    [Theory]
    [InlineData("host", "0.4 minutes")]
    [InlineData("rv32", "3.9 minutes")]
    [InlineData("xtensa", "3.9 minutes")]
    public void ANetworkThatTakesMinutesIsRefusedWithoutForce(string target, string time)
    {
        using var work = new Workspace();
        var network = new NetworkDescription(
            "slow",
            new InputDescription(1024, 1024, 3, ChannelOrder.Rgb, [0, 0, 0], [1, 1, 1], ResizePolicy.Squash, 1024),
            [new Convolution("conv1", 10, 1, 1, 0), new Convolution("conv2", 500, 3, 1, 1), new GlobalAverage("average")]
        );
        var tensors = new NetworkShapes(network).Tensors.Select(
            (s, i) =>
                new QuantizedTensor(s, [0, -1], [.. Enumerable.Repeat((byte)1, s.Weights)], new int[s.OutputChannels], i == 0 ? 1 : 0, 0)
        );
        var model = new QuantizedModel(network, [.. tensors], [0, 0, 0], 1, new byte[32], []);
        Assert.Equal((30L + 45_000L) << 20, model.Multiplications);
        File.WriteAllBytes(work["slow.sqz"], BlobWriter.Write(model, [TensorEncoding.Fast, TensorEncoding.Fast]));
        PackTests.Refused(time, "classify", work["slow.sqz"], work["no-such.png"], "--on", target);
        PackTests.Refused("--force", "classify", work["slow.sqz"], work["no-such.png"], "--on", target);
        PackTests.Refused("no-such.png", "classify", work["slow.sqz"], work["no-such.png"], "--on", target, "--force");
    }

    [Fact]
    public void TooManyClassesAreRefused()
    {
        using var work = new Workspace();
        UsageTests.Refused("1..64", "classify", work.Pack(), Path.Combine(work["pictures"], "000_0.png"), "--top", "65");
    }
}
