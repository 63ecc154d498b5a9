// SPDX-License-Identifier: MIT
using System.Text.RegularExpressions;

namespace SqueezeEdge.Repository.Tests;

/// <summary>What every text file keeps to.</summary>
public sealed class TextTests
{
    private const int Columns = 140;

    // Expressions of MSBuild in .targets and the lines Visual Studio writes in .nfproj cannot be broken.
    private static readonly string[] Wrapped =
    [
        ".cs",
        ".c",
        ".h",
        ".cpp",
        ".S",
        ".ld",
        ".cmake",
        ".py",
        ".md",
        ".csproj",
        ".props",
        ".txt",
        ".yml",
        "",
    ];

    [Fact]
    public void LinesHaveAtMost140Columns()
    {
        var files = RepositoryFiles.Text.Where(f => Wrapped.Contains(Path.GetExtension(f)) && !RepositoryFiles.IsGenerated(f)).ToList();
        Assert.Contains("squeezeedge", files);
        RepositoryFiles.AssertNone(
            files
                .SelectMany(f => RepositoryFiles.Lines(f).Select((line, i) => (File: $"{f}:{i + 1}", Line: line)))
                .Where(l => TooLong(l.Line))
                .Select(l => l.File)
        );
    }

    [Fact]
    public void NoFileNamesAFolderOfSomeonesMachine()
    {
        var machines = new Regex(@"(?<![\w.$~])/(?:home|root|work|Users)/\w");
        Assert.Matches(machines, " /home/x");
        RepositoryFiles.AssertNone(
            RepositoryFiles.Text.Where(f =>
                !f.EndsWith(nameof(TextTests) + ".cs", StringComparison.Ordinal) && machines.IsMatch(RepositoryFiles.Read(f))
            )
        );
    }

    [Fact]
    public void LinesEndWithALineFeedAlone() =>
        RepositoryFiles.AssertNone(RepositoryFiles.Text.Where(f => RepositoryFiles.Read(f).Contains('\r', StringComparison.Ordinal)));

    // A row of a Markdown table cannot be broken.
    private static bool TooLong(string line) => line.Length > Columns && !line.StartsWith('|');
}
