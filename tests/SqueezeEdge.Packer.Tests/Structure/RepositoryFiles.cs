// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Packer.Tests.Structure;

/// <summary>The files under version control; skips the test where git is missing or this is no clone.</summary>
internal static class RepositoryFiles
{
    /// <summary>Paths from the root, with slashes.</summary>
    public static IReadOnlyList<string> List()
    {
        var root = RepositoryLayout.Find().Root;
        if (new Toolbox().Find("git") is not { } git)
        {
            Assert.Skip("git is not installed");
            return [];
        }

        var outcome = ProcessRunner.Run(git, ["-c", "core.quotepath=off", "ls-files"], root, TimeSpan.FromMinutes(1));
        Assert.SkipUnless(outcome.ExitCode == 0, $"'{root}' is no git clone: {outcome.Error}");
        return [.. outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(p => File.Exists(Path.Combine(root, p)))];
    }
}
