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
    [InlineData("pack", "a.net", "-o", "a.sqz", "--encoding", "7")]
    [InlineData("pack", "a.net", "-o", "a.sqz", "--bits", "9")]
    [InlineData("pack", "a.net", "-o", "a.sqz", "--bits", "1")]
    [InlineData("pack", "a.net", "-o", "a.sqz", "--budget", "-1")]
    [InlineData("pack", "a.net", "-o", "a.sqz", "--budget", "1,000,000")]
    [InlineData("pack", "a.net", "-o", "a.sqz", "--budget", "5", "--encoding", "fast")]
    [InlineData("classify", "a.sqz", "a.jpg", "--on", "foo")]
    [InlineData("classify", "a.sqz", "a.jpg", "--top", "0")]
    [InlineData("classify", "a.sqz", "a.jpg", "--top", "65")]
    [InlineData("classify", "a.sqz", "a.jpg", "--camera", "vga")]
    [InlineData("evaluate", "a.sqz", "pictures", "--on", "host,rv32")]
    [InlineData("evaluate", "a.sqz", "pictures", "--limit", "-1")]
    [InlineData("verify", "a.sqz", "--on", "host,foo")]
    [InlineData("profile", "a.sqz", "--on", "host")]
    [InlineData("demo", "--sample", "0")]
    [InlineData("explore", "--sr", "0,5")]
    [InlineData("prune", "a.net", "-o", "a.safetensors", "--density-all", "0,1")]
    [InlineData("prune", "a.net", "-o", "a.safetensors", "--density-all", "0")]
    [InlineData("prune", "a.net", "-o", "a.safetensors", "--density-all", "NaN")]
    [InlineData("prune", "a.net", "-o", "a.safetensors", "--density", "conv1=0,5")]
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

    [Theory]
    [InlineData("--density-all takes a number above 0 and at most 1, with a decimal point, as in 0.5, not '0,1'.", "--density-all", "0,1")]
    [InlineData("'conv1=0,5' is no density", "--density", "conv1=0,5")]
    public void ACommaIsNoDecimalPoint(string message, string option, string value)
    {
        var outcome = Workspace.Run("prune", "a.net", "-o", "a.safetensors", option, value);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(message, outcome.Error);
    }

    /// <summary>Runs a command line that is wrong usage.</summary>
    internal static void Refused(string message, params string[] args)
    {
        var outcome = Workspace.Run(args);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(message, outcome.Error);
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
