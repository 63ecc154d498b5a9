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
    [InlineData("pictures/000_0.png", "Noise.cs", "qvga-rgb565", "153,600 bytes")]
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
}
