// SPDX-License-Identifier: MIT
using System.Text.RegularExpressions;

namespace SqueezeEdge.Repository.Tests;

/// <summary>Parts depend on each other in one direction only.</summary>
public sealed class DependencyTests
{
    private const string Packer = "weight-packer/SqueezeEdge.Packer/";
    private const string Kernels = "native-kernels/src/";

    [Fact]
    public void FoldersOfThePackerHaveNoCircle()
    {
        var sources = RepositoryFiles.WithExtension(".cs").Where(f => f.StartsWith(Packer, StringComparison.Ordinal)).ToList();
        var folders = sources
            .Select(Folder)
            .Where(f => f.Length > 0)
            .Distinct()
            .ToDictionary(
                f => f,
                f => sources.Where(s => Folder(s) == f).SelectMany(s => Matches(s, @"SqueezeEdge\.Packer\.(\w+)")).ToHashSet()
            );
        Assert.True(folders.Count > 10);
        Assert.Contains("Topology", folders["Models"]);
        Assert.Equal("", Circle(folders));
    }

    [Fact]
    public void FilesOfTheKernelsHaveNoCircle()
    {
        var sources = RepositoryFiles.WithExtension(".c").Where(f => f.StartsWith(Kernels, StringComparison.Ordinal)).ToList();

        // A function is defined where it stands at the margin and a brace follows its parameters. Tiles are made by a macro.
        var definitions = sources
            .SelectMany(s => Matches(s, @"^(?!static)\w[^;{}()#]*?\b(sqe_\w+)\([^;{}]*\)\s*\{").Select(f => (Name: f, File: s)))
            .ToDictionary(d => d.Name, d => d.File);
        Assert.Equal(Kernels + "engine.c", definitions["sqe_push"]);
        var files = sources.ToDictionary(
            s => s,
            s => Matches(s, @"\b(sqe_\w+)\s*\(").Where(definitions.ContainsKey).Select(f => definitions[f]).ToHashSet()
        );
        Assert.True(files.Values.Sum(v => v.Count) > 20);
        Assert.Equal("", Circle(files));
    }

    [Theory]
    [InlineData("a>b b>c", "")]
    [InlineData("a>b b>c c>b", "b -> c -> b")]
    [InlineData("a>a", "")]
    public void CirclesAreFound(string edges, string circle)
    {
        var graph = edges.Split(' ').GroupBy(e => e[..1]).ToDictionary(g => g.Key, g => g.Select(e => e[2..]).ToHashSet());
        Assert.Equal(circle, Circle(graph));
    }

    private static string Folder(string file) => file[Packer.Length..].Split('/') is [var folder, _, ..] ? folder : "";

    private static IEnumerable<string> Matches(string file, string pattern) =>
        Regex.Matches(RepositoryFiles.Read(file), pattern, RegexOptions.Multiline).Select(m => m.Groups[1].Value);

    /// <summary>A way from a part over others back to itself, or "".</summary>
    private static string Circle(Dictionary<string, HashSet<string>> uses)
    {
        var done = new HashSet<string>();
        return uses.Keys.Order(StringComparer.Ordinal).Select(p => From(p, [])).FirstOrDefault(c => c.Length > 0) ?? "";

        string From(string part, List<string> way)
        {
            if (way.IndexOf(part) is >= 0 and var start)
            {
                return string.Join(" -> ", way.Skip(start).Append(part));
            }

            if (!uses.TryGetValue(part, out var used) || done.Contains(part))
            {
                return "";
            }

            var found = used.Where(u => u != part)
                .Order(StringComparer.Ordinal)
                .Select(u => From(u, [.. way, part]))
                .FirstOrDefault(c => c.Length > 0);
            done.Add(part);
            return found ?? "";
        }
    }
}
