// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;
using Xunit;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>Files beside the repository; a test that needs one is skipped where it is absent.</summary>
internal static class SharedFiles
{
    private const string Variable = "SQUEEZEEDGE_SHARED";

    public static string Require(string relative)
    {
        var root = Environment.GetEnvironmentVariable(Variable) ?? Path.Combine(RepositoryLayout.Find().Root, "..", "shared");
        var path = Path.Combine(root, relative);
        Assert.SkipUnless(
            File.Exists(path),
            $"needs '{relative}' in the folder 'shared' beside the repository, or in the folder {Variable} names."
        );
        return path;
    }
}
