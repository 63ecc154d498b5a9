// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cli.Tests;

/// <summary>Command lines that cannot be understood.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("launch")]
    [InlineData("inspect")]
    [InlineData("inspect", "a.sqz", "--colour")]
    [InlineData("pack", "a.net")]
    [InlineData("pack", "a.net", "-o", "a.sqz", "--bits", "six")]
    [InlineData("pack", "a.net", "-o", "a.sqz", "--encoding", "tiny")]
    [InlineData("prune", "a.net")]
    [InlineData("prune", "a.net", "-o", "a.safetensors", "--preset", "table2")]
    [InlineData("prune", "a.net", "-o", "a.safetensors")]
    [InlineData("export", "a.net")]
    [InlineData("export", "a.net", "--onnx", "a.onnx", "--bits", "6")]
    [InlineData("export", "a.net", "--onnx", "a.onnx", "--calibrate", "pictures")]
    [InlineData("classify", "a.sqz")]
    [InlineData("frame", "a.jpg")]
    [InlineData("evaluate", "a.sqz")]
    public void TheyEndWithTwoAndPointToHelp(params string[] args)
    {
        var outcome = Workspace.Run(args);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--help", outcome.Error);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void HelpNamesEveryVerb()
    {
        var outcome = Workspace.Run("--help");
        Assert.Equal(0, outcome.ExitCode);
        Assert.All(
            [
                "pack",
                "prune",
                "export",
                "inspect",
                "classify",
                "evaluate",
                "verify",
                "profile",
                "demo",
                "explore",
                "models",
                "frame",
                "flash",
                "doctor",
            ],
            verb => Assert.Contains(verb, outcome.Output)
        );
    }
}
