// SPDX-License-Identifier: MIT
using System.Text.RegularExpressions;

namespace SqueezeEdge.Repository.Tests;

/// <summary>Documents point to what exists.</summary>
public sealed class DocumentTests
{
    private static readonly Lazy<HashSet<string>> Words = new(() =>
        RepositoryFiles
            .WithExtension(".cs", ".c", ".h", ".cpp", ".S", ".py", ".cmake", ".csproj", ".nfproj", ".props", ".targets", ".txt")
            .SelectMany(f =>
                Regex.Matches(RepositoryFiles.Read(f), @"\w+").Select(m => m.Value).Append(Path.GetFileNameWithoutExtension(f))
            )
            .ToHashSet(StringComparer.Ordinal)
    );

    public static TheoryData<string> Documents => [.. RepositoryFiles.WithExtension(".md")];

    public static TheoryData<string> Guides => ["docs/ARCHITECTURE.md", "docs/design.md", "CONTRIBUTING.md", "weight-packer/README.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void LinksLeadSomewhere(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(RepositoryFiles.Root, document))!;
        foreach (Match link in Regex.Matches(WithoutCode(RepositoryFiles.Read(document)), @"\]\(([^)\s]+)\)"))
        {
            var target = link.Groups[1].Value;
            if (target.Contains("://", StringComparison.Ordinal))
            {
                continue;
            }

            var (path, anchor) = target.Split('#') is [var p, var a] ? (p, a) : (target, "");
            var file = path.Length == 0 ? Path.Combine(RepositoryFiles.Root, document) : Path.GetFullPath(Path.Combine(folder, path));
            Assert.True(Path.Exists(file), $"{document}: there is no {target}");
            Assert.True(
                anchor.Length == 0 || Anchors(File.ReadAllText(file)).Contains(anchor),
                $"{document}: {path} has no heading #{anchor}"
            );
        }
    }

    /// <summary>Names in these documents are names in the sources, so that a renaming does not leave the documents behind.</summary>
    [Theory]
    [MemberData(nameof(Guides))]
    public void NamesAreThoseOfTheSources(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(RepositoryFiles.Root, document))!;
        var missing = new List<string>();
        foreach (Match code in Regex.Matches(WithoutBlocks(RepositoryFiles.Read(document)), "`([^`]+)`"))
        {
            var name = code.Groups[1].Value;
            var found =
                Regex.IsMatch(name, @"^[\w.\-]+(/[\w.\-]*)+$")
                    ? Path.Exists(Path.Combine(RepositoryFiles.Root, name)) || Path.Exists(Path.Combine(folder, name))
                : Regex.IsMatch(name, @"^[\w.\-]+\.(?:c|h|cs|cpp|py|json|md|csv|cmake|props|targets)$")
                    ? RepositoryFiles.Text.Any(f => Path.GetFileName(f) == Path.GetFileName(name))
                : !Regex.IsMatch(name, @"^(?:sqe_\w+|SQE_\w+|I?[A-Z][a-z]\w*(?:\.[A-Z]\w*)*)$")
                    || name.Split('.').All(Words.Value.Contains);
            if (!found)
            {
                missing.Add(name);
            }
        }

        Assert.Empty(missing);
    }

    private static string WithoutBlocks(string text) =>
        Regex.Replace(text, "^```.*?^```", "", RegexOptions.Multiline | RegexOptions.Singleline);

    private static string WithoutCode(string text) => Regex.Replace(WithoutBlocks(text), "`[^`]*`", "");

    // As the usual viewers make them of headings.
    private static HashSet<string> Anchors(string text) =>
        [
            .. Regex
                .Matches(WithoutBlocks(text), "^#+ (.*)$", RegexOptions.Multiline)
                .Select(m => Regex.Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-')),
        ];
}
