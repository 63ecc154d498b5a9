// SPDX-License-Identifier: MIT
using Spectre.Console.Testing;
using SqueezeEdge.Cli.Output;

namespace SqueezeEdge.Cli.Tests;

/// <summary>How long work shows that it goes on.</summary>
public sealed class ProgressTests
{
    [Fact]
    public void ATerminalSeesItMoveEverySecondEvenIfTheWorkReportsNothing()
    {
        var live = new TestConsole().Width(80).Interactive().EmitAnsiSequences();
        var terminal = new Terminal(new TestConsole(), TextWriter.Null, TextWriter.Null, live);
        terminal.Progress(
            "Thinking",
            _ =>
            {
                Thread.Sleep(2500);
                return 0;
            }
        );
        Assert.All(["Thinking", "00:00:01", "00:00:02"], text => Assert.Contains(text, live.Output));
    }

    [Fact]
    public void PackNamesItsStagesOnTheTerminalAndNowhereElse()
    {
        using var work = new Workspace();
        var live = new TestConsole().Width(80).Interactive().EmitAnsiSequences();
        var (output, error) = (new StringWriter(), new StringWriter());
        string[] args = ["pack", work["tiny.safetensors"], "-o", work["x.sqz"], "--calibrate", work["pictures"], "--json"];
        Assert.Equal(0, CommandLine.Run(args, new TestConsole(), output, error, live));
        Assert.Contains("%", live.Output);
        Assert.StartsWith("{", output.ToString());
        Assert.DoesNotContain("%", error.ToString());
        Assert.DoesNotContain("\u001b", output.ToString() + error);
    }

    [Fact]
    public void StagesCountUpToTheWhole()
    {
        var seen = new List<(string Title, double Share)>();
        var stages = new Stages((title, share) => seen.Add((title, share)));
        var first = stages.Next("one", 0, 0.5);
        first.Report(0.5);
        first.Report(7);
        stages.Next("two", 0.5, 1).Report(1);
        Assert.Equal([("one", 0), ("one", 0.25), ("one", 0.5), ("two", 0.5), ("two", 1)], seen);
    }
}
