// SPDX-License-Identifier: MIT
using System.Text.RegularExpressions;
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Figures.Tests;

/// <summary>What the documents promise is what was measured and recorded.</summary>
public sealed partial class DocumentedFiguresTests
{
    /// <summary>Figures of README.md that are not ours to measure: of the paper, of other programs, of parts, of options.</summary>
    private static readonly string[] Others =
    [
        "470 KB in the SqueezeNet paper",
        "4.8 MB as float",
        "1,473 KB executed layer by layer",
        "CMSIS-NN's C 3.8 G",
        "TFLM's reference 8.25 G",
        "agrees with float on about 88",
        "up to `--budget`, 1 MB",
        "flash is 4 MB or more",
    ];

    [Fact]
    public void EveryQuotedFigureIsTheRecordedOne()
    {
        if (RecordedFigures.Recording)
        {
            RecordedFigures.Record(() => { });
        }

        var differences = DocumentedFigures.Differences();
        Assert.True(
            differences.Count == 0,
            string.Join("\n", differences) + "\nSQUEEZEEDGE_RECORD=1 writes the recorded figures into the documents."
        );
    }

    /// <summary>A new figure with a unit in README.md must be recorded, or be listed as somebody else's.</summary>
    [Fact]
    public void ReadmeHasNoFigureThatNothingChecks()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryLayout.Find().Root, "README.md"));
        foreach (var (_, passage) in DocumentedFigures.Passages.Where(p => p.Document == "README.md"))
        {
            text = DocumentedFigures.Pattern(passage).Replace(text, "");
        }

        foreach (var other in Others)
        {
            var pattern = new Regex(string.Join(@"\s+", other.Split(' ').Select(Regex.Escape)));
            Assert.Matches(pattern, text);
            text = pattern.Replace(text, "");
        }

        Assert.Empty(Figure().Matches(text).Select(m => m.Value));
    }

    [Fact]
    public void ADifferenceIsFoundAndWritten()
    {
        var figures = new Dictionary<string, double>
        {
            ["a: bytes"] = 422_284,
            ["right"] = 276,
            ["all"] = 300,
        };
        const string Passage = "in {a: bytes / 1000|0} KB, {right / all * 100|0.0} % of {all|0}";
        const string Right = "It fits in\n422 KB, 92.0 %\nof 300 pictures.";
        var unchanged = DocumentedFigures.Compare(Right, Passage, figures);
        Assert.Equal(Right, unchanged.Text);
        Assert.Empty(unchanged.Problems);
        var (text, problems) = DocumentedFigures.Compare("It fits in\n1,423 KB, 94 %\nof 300 pictures.", Passage, figures);
        Assert.Equal(Right, text);
        Assert.Equal(["it says 94 where 'right / all * 100' is 92.0", "it says 1,423 where 'a: bytes / 1000' is 422"], problems);
        Assert.Single(DocumentedFigures.Compare("in 422 KB, 92.0 % of 300, and in 422 KB, 92.0 % of 300", Passage, figures).Problems);
        Assert.Single(DocumentedFigures.Compare("in 5 KB", "in {nothing|0} KB", figures).Problems);
        Assert.Single(DocumentedFigures.Compare("in 5 MB", "in {all|0} KB", figures).Problems);
    }

    [Theory]
    [InlineData(1000, null)]
    [InlineData(1020, null)]
    [InlineData(980, null)]
    [InlineData(1021, "grew from 1,000 to 1,021")]
    [InlineData(979, "shrank from 1,000 to 979")]
    public void AFigureThatGrowsOrShrinksAsksToBeRecorded(long measured, string? problem)
    {
        var figures = new Dictionary<string, long> { ["f"] = 1000 };
        var found = RecordedFigures.Problem("f", measured, figures);
        Assert.Equal(problem is null, found is null);
        Assert.Contains(problem ?? "", found ?? "", StringComparison.Ordinal);
        Assert.Contains("nothing is recorded for 'g'", RecordedFigures.Problem("g", measured, figures), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"[0-9][0-9.,]*\s*(KB|MB|GB|G|M|%|ms|s)(?![A-Za-z0-9])")]
    private static partial Regex Figure();
}
