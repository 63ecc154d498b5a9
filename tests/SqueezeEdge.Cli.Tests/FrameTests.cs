// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cli.Tests;

/// <summary><c>frame</c>.</summary>
public sealed class FrameTests : IDisposable
{
    private readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void APictureBecomesAClassNamedAfterTheFile()
    {
        var file = workspace["Noise.cs"];
        var outcome = Workspace.Run("frame", Path.Combine(workspace["pictures"], "000_0.png"), "-o", file, "--namespace", "My.Frames");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("96x96, 18,432 bytes", outcome.Error);
        var source = File.ReadAllText(file);
        Assert.Contains("namespace My.Frames", source);
        Assert.Contains("public sealed class Noise : IStoredFrame", source);
    }

    [Theory]
    [InlineData("pictures/000_0.png", "my noise.cs", "96x96-rgb565", "my noise")]
    [InlineData("pictures/none.png", "Noise.cs", "96x96-rgb565", "none.png")]
    [InlineData("pictures/000_0.png", "nowhere/Noise.cs", "96x96-rgb565", "nowhere")]
    public void WhatDoesNotWorkIsSaid(string picture, string output, string camera, string message)
    {
        var outcome = Workspace.Run("frame", workspace[picture], "-o", workspace[output], "--camera", camera);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(message, outcome.Error);
        Assert.False(File.Exists(workspace[output]));
        UsageTests.Refused("'vga'", "frame", workspace[picture], "-o", workspace[output], "--camera", "vga");
    }

    [Fact]
    public void EveryCameraThatIsOfferedWorks()
    {
        string[] cameras = ["96x96-rgb565", "128x128-rgb565"];
        var picture = Path.Combine(workspace["pictures"], "000_0.png");
        var help = Workspace.Run("frame", "--help").Output;
        Assert.All(SqueezeEdge.Packer.Cameras.CameraProfile.All, c => Assert.Equal(cameras.Contains(c.Name), help.Contains(c.Name)));
        Assert.All(cameras, c => Assert.Equal(0, Workspace.Run("frame", picture, "-o", workspace["Noise.cs"], "--camera", c).ExitCode));
        UsageTests.Refused("'qvga-rgb565'", "frame", picture, "-o", workspace["Noise.cs"], "--camera", "qvga-rgb565");
    }
}
