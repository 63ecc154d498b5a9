// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Packer.Tests.Structure;

public sealed class LineLengthTests
{
    private const int Columns = 140;

    private static readonly string[] Extensions = [".cs", ".c", ".h", ".cpp", ".S", ".ld", ".py", ".sh", ".cmake"];

    [Fact]
    public void NoLineOfASourceFileIsLongerThan140Columns()
    {
        var root = RepositoryLayout.Find().Root;
        var sources = RepositoryFiles.List().Where(path => IsSource(root, path)).ToArray();
        Assert.Superset(
            new HashSet<string>
            {
                "squeezeedge",
                "native-kernels/src/engine.c",
                "native-kernels/include/squeezeedge.h",
                "weight-packer/SqueezeEdge.Cli/Program.cs",
            },
            sources.ToHashSet()
        );
        var found =
            from path in sources
            from line in File.ReadLines(Path.Combine(root, path)).Select((text, i) => (Text: text, Number: i + 1))
            let columns = line.Text.EnumerateRunes().Count()
            where columns > Columns
            select $"{path}:{line.Number} has {columns} columns";
        var list = string.Join(Environment.NewLine, found);
        Assert.True(list.Length == 0, list);
    }

    /// <summary>By its extension, or because its first line names an interpreter.</summary>
    private static bool IsSource(string root, string path)
    {
        if (Path.HasExtension(path))
        {
            return Extensions.Contains(Path.GetExtension(path));
        }

        using var file = File.OpenRead(Path.Combine(root, path));
        return file.ReadByte() == '#' && file.ReadByte() == '!';
    }
}
