// SPDX-License-Identifier: MIT
using System.CommandLine;
using System.Diagnostics;
using Spectre.Console.Testing;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Cli.Tests;

/// <summary>Help, examples, suggestions and completion.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. All(Root()).Select(v => v.Path)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void EveryVerbShowsExamplesThatParse(string path)
    {
        var verb = (Verb)All(Root()).Single(v => v.Path == path).Command;
        var help = Workspace.Run([.. path.Split(' '), "--help"]);
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("Example", help.Output);
        Assert.NotEmpty(verb.Examples);
        Assert.All(
            verb.Examples,
            example =>
            {
                Assert.Contains($"  squeezeedge {example}", help.Output);
                Assert.StartsWith(path, example);
                Assert.Empty(Root().Parse(example.Replace("'", "", StringComparison.Ordinal)).Errors);
            }
        );
    }

    [Theory]
    [InlineData("inspect", "inspct", "model.sqz")]
    [InlineData("--calibrate", "pack", "a.net", "-o", "a.sqz", "--calibrte", "pictures")]
    [InlineData("--density-all", "prune", "a.net", "-o", "a.safetensors", "--densty-all", "0.5")]
    [InlineData("pull", "models", "pul", "onnx-1.0")]
    [InlineData("doctor", "docotr")]
    public void AMistypedWordIsAnsweredWithTheNearestOne(string meant, params string[] args)
    {
        var outcome = Workspace.Run(args);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains($"Did you mean '{meant}'", outcome.Error);
        Assert.Contains("--help", outcome.Error);
    }

    [Fact]
    public void AWordThatResemblesNothingGetsNoSuggestion() => Assert.DoesNotContain("Did you mean", Workspace.Run("zzzzzz").Error);

    [Theory]
    [InlineData("squeezeedge pr", "prune,profile")]
    [InlineData("squeezeedge models p", "pull")]
    [InlineData("squeezeedge pack --enc", "--encoding")]
    [InlineData("squeezeedge pack --encoding ", "auto,compact,fast")]
    public void CompletionOffersWhatMayFollow(string line, string expected)
    {
        var outcome = Workspace.Run($"[suggest:{line.Length}]", line);
        Assert.Equal(0, outcome.ExitCode);
        var offered = outcome.Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Subset(offered.ToHashSet(), expected.Split(',').ToHashSet());
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void TheScriptExplainsItsTestVerb(string option)
    {
        Workspace.Need("bash");
        var root = RepositoryLayout.Find().Root;
        using var script = Process.Start(
            new ProcessStartInfo("bash", [Path.Combine(root, "squeezeedge"), "test", option]) { RedirectStandardOutput = true }
        )!;
        var text = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        Assert.Equal(0, script.ExitCode);
        Assert.StartsWith("Usage: ./squeezeedge test", text);
        Assert.Contains("--filter", text);
    }

    private static RootCommand Root() => CommandLine.Create(new Terminal(new TestConsole(), TextWriter.Null, TextWriter.Null, null));

    private static IEnumerable<(string Path, Command Command)> All(Command parent, string before = "") =>
        parent.Subcommands.SelectMany(c => All(c, $"{before}{c.Name} ").Prepend(($"{before}{c.Name}", c)));
}
