// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cli.Tests;

/// <summary>What <c>explore</c> reports about networks nobody has trained.</summary>
public sealed class ExploreTests
{
    [Fact]
    public void TheReleasesHaveTheirParametersAndFitWhereTheyShould()
    {
        var json = Workspace.Run("explore", "--version", "1.0,1.1", "--json").Json.EnumerateArray().ToArray();
        Assert.Equal([1_248_424, 1_235_496], json.Select(e => e.GetProperty("parameters").GetInt32()));
        Assert.Equal(["version 1.0", "version 1.1"], json.Select(e => e.GetProperty("configuration").GetString()));
        Assert.All(
            json,
            e =>
            {
                Assert.True(
                    e.GetProperty("fast").GetProperty("blobBytes").GetInt32() > e.GetProperty("compact").GetProperty("blobBytes").GetInt32()
                );
                Assert.True(e.GetProperty("nonzeroMacs").GetInt64() < e.GetProperty("macs").GetInt64());
                Assert.NotEmpty(e.GetProperty("boards").EnumerateArray());
                Assert.All(
                    e.GetProperty("boards").EnumerateArray(),
                    b =>
                        Assert.NotEqual(
                            b.GetProperty("misfit").ValueKind == System.Text.Json.JsonValueKind.Null,
                            b.GetProperty("estimatedSeconds").ValueKind == System.Text.Json.JsonValueKind.Null
                        )
                );
            }
        );
    }

    [Fact]
    public void EveryCombinationIsExplored()
    {
        var json = Workspace
            .Run(
                "explore",
                "--base-e",
                "32,64",
                "--sr",
                "0.125,0.25,0.5",
                "--input",
                "64x48",
                "--channels",
                "1",
                "--classes",
                "10",
                "--modules",
                "4",
                "--bypass",
                "none,simple",
                "--density",
                "0.5",
                "--json"
            )
            .Json.EnumerateArray()
            .ToArray();
        Assert.Equal(12, json.Select(e => e.GetProperty("configuration").GetString()).Distinct().Count());
        Assert.All(
            json,
            e =>
            {
                Assert.Equal(64, e.GetProperty("width").GetInt32());
                Assert.Equal(48, e.GetProperty("height").GetInt32());
                Assert.Equal("0.5", e.GetProperty("density").GetString());
                Assert.Equal(0.5, e.GetProperty("nonzeroMacs").GetDouble() / e.GetProperty("macs").GetDouble(), 3);
            }
        );
        var parameters = json.Where(e => e.GetProperty("bypass").GetString() == "none" && e.GetProperty("baseE").GetInt32() == 64)
            .Select(e => e.GetProperty("parameters").GetInt32())
            .ToArray();
        Assert.Equal(parameters.Order(), parameters);
        Assert.Equal(3, parameters.Distinct().Count());
    }

    [Fact]
    public void ANetworkTheKernelsCannotRunIsSaidToBeSoAmongOthers()
    {
        var outcome = Workspace.Run("explore", "--input", "96x96,900x900");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("input 900x900: 'fire", outcome.Table);
        PackTests.Refused("does not fit", "explore", "--input", "9x9");
    }

    [Theory]
    [InlineData("--sr", "0", "squeeze ratio")]
    [InlineData("--sr", "half", "--sr does not take 'half'")]
    [InlineData("--base-e", "-4", "--base-e does not take '-4'")]
    [InlineData("--base-e", "99999", "base_e is 99999")]
    [InlineData("--version", "2", "--version does not take '2'")]
    [InlineData("--bypass", "double", "--bypass does not take 'double'")]
    [InlineData("--input", "224", "--input does not take '224'")]
    [InlineData("--input", "2000x10", "1..1024")]
    [InlineData("--channels", "2", "--channels does not take '2'")]
    [InlineData("--classes", "0", "classes")]
    [InlineData("--conv1", "96", "--conv1 does not take '96'")]
    [InlineData("--pools", "1+x", "--pools does not take '1+x'")]
    [InlineData("--pools", "40", "layer 40")]
    [InlineData("--density", "2", "density '2'")]
    [InlineData("--modules", ",", "--modules names no value")]
    public void WhatAnOptionDoesNotTakeIsNamed(string option, string value, string message) =>
        UsageTests.Refused(message, "explore", option, value);

    [Fact]
    public void TooManyCombinationsAreRefused() =>
        UsageTests.Refused("256 combinations", "explore", "--base-e", string.Join(',', Enumerable.Range(32, 129)), "--freq", "1,2");

    [Fact]
    public void ThePlotIsAPictureOfTheKindItsNameSays()
    {
        using var work = new Workspace();
        Assert.SkipWhen(OperatingSystem.IsLinux() && !Directory.Exists("/usr/share/fonts/truetype"), "no TrueType font is installed");
        string[] small = ["explore", "--input", "48x48", "--modules", "2,3", "--plot"];
        Assert.Equal(0, Workspace.Run([.. small, work["plot.png"]]).ExitCode);
        using var picture = SkiaSharp.SKBitmap.Decode(work["plot.png"]);
        Assert.True(picture.Width >= 800);
        Assert.Contains(picture.Pixels, p => p is { Red: 0x1a, Green: 0x7f, Blue: 0x37 });
        Assert.Equal(0, Workspace.Run([.. small, work["plot.svg"]]).ExitCode);
        var svg = File.ReadAllText(work["plot.svg"]);
        Assert.Contains("<svg", svg);
        Assert.Contains("<text", svg);
        PackTests.Refused("neither a .png nor a .svg", [.. small, work["plot.gif"]]);
    }
}
