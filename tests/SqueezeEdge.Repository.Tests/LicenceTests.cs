// SPDX-License-Identifier: MIT
using System.Xml.Linq;

namespace SqueezeEdge.Repository.Tests;

/// <summary>Every file and package says what licence it is under.</summary>
public sealed class LicenceTests
{
    private const string Line = "SPDX-License-Identifier: MIT";

    private static readonly string[] SourceExtensions = [".cs", ".c", ".h", ".cpp", ".S", ".ld", ".cmake", ".py"];

    [Fact]
    public void EverySourceFileHasTheSpdxLine()
    {
        var sources = RepositoryFiles
            .Text.Where(f =>
                SourceExtensions.Contains(Path.GetExtension(f)) || f.EndsWith("CMakeLists.txt", StringComparison.Ordinal) || IsScript(f)
            )
            .Where(f => !RepositoryFiles.IsGenerated(f))
            .ToList();
        Assert.True(sources.Count > 300, $"only {sources.Count} source files were found");
        RepositoryFiles.AssertNone(
            sources.Where(f => !RepositoryFiles.Lines(f).Take(2).Any(l => l.Contains(Line, StringComparison.Ordinal)))
        );
    }

    [Fact]
    public void TheLicenceIsMitAndTheNoticeNamesWhatIsOthers()
    {
        var licence = RepositoryFiles.Read("LICENSE");
        Assert.StartsWith("MIT License\n\nCopyright (c) 2026 SqueezeEdge contributors\n", licence, StringComparison.Ordinal);
        var notice = RepositoryFiles.Read("NOTICE");
        Assert.Contains("Copyright (c) 2017 Zalando SE", notice, StringComparison.Ordinal);
        Assert.Contains("Misc Fixed 8x13", notice, StringComparison.Ordinal);

        // What the notice speaks of is where it says.
        foreach (
            var path in new[]
            {
                "models/fashion-mnist",
                "firmware-app/SqueezeEdge.App/Frames/AnkleBoot.cs",
                "firmware-app/SqueezeEdge.App/Device/Font8x13.cs",
            }
        )
        {
            Assert.Contains(path, notice, StringComparison.Ordinal);
            Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, path)), path);
        }
    }

    [Fact]
    public void EveryPackageCarriesTheLicence()
    {
        var common = XDocument.Parse(RepositoryFiles.Read("Directory.Build.props"));
        Assert.Equal("MIT", Assert.Single(common.Descendants("PackageLicenseExpression")).Value);
        RepositoryFiles.AssertNone(
            RepositoryFiles
                .WithExtension(".csproj", ".props", ".nfproj")
                .Where(f => f != "Directory.Build.props" && RepositoryFiles.Read(f).Contains("PackageLicense", StringComparison.Ordinal))
        );
        Assert.Contains("\nlicense: MIT\n", RepositoryFiles.Read("native-kernels/idf_component.yml"), StringComparison.Ordinal);
    }

    private static bool IsScript(string file) =>
        RepositoryFiles.Lines(file).FirstOrDefault()?.StartsWith("#!", StringComparison.Ordinal) == true;
}
