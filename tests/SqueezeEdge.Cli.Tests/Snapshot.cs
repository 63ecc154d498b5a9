// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Cli.Tests;

/// <summary>Output that is compared with a file under <c>Snapshots</c>.</summary>
internal static class Snapshot
{
    /// <summary>With this environment variable set, the files are written anew instead; look at the difference before committing.</summary>
    private const string Record = "SQUEEZEEDGE_RECORD_SNAPSHOTS";

    /// <summary>Compares; blanks at the ends of lines do not count.</summary>
    public static void Match(string name, string output)
    {
        var lines = output.Split('\n').Select(l => l.TrimEnd());
        var text = string.Join('\n', lines).Trim('\n') + '\n';
        var file = Path.Combine(RepositoryLayout.Find().Root, "tests", "SqueezeEdge.Cli.Tests", "Snapshots", name + ".txt");
        if (Environment.GetEnvironmentVariable(Record) is { Length: > 0 })
        {
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.ReadAllText(file), text);
    }
}
