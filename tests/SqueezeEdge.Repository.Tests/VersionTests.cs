// SPDX-License-Identifier: MIT
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SqueezeEdge.Cli;
using SqueezeEdge.Packer.Blob;

namespace SqueezeEdge.Repository.Tests;

/// <summary>One version for all code, one for the blob format (docs/compatibility.md).</summary>
public sealed class VersionTests
{
    private static readonly Version Version = Version.Parse(
        Assert.Single(XDocument.Parse(RepositoryFiles.Read("Directory.Build.props")).Descendants("Version")).Value
    );

    private static string Dotted => $"{Version.Major}.{Version.Minor}.{Version.Build}";

    [Fact]
    public void TheDesktopAssembliesHaveIt()
    {
        foreach (var assembly in new[] { typeof(CommandLine).Assembly, typeof(BlobWriter).Assembly })
        {
            Assert.Equal(new Version(Dotted + ".0"), assembly.GetName().Version);
            Assert.Equal(Dotted, assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        }
    }

    [Fact]
    public void TheKernelsHaveIt()
    {
        var number = Group("native-kernels/include/squeezeedge.h", @"#define SQE_VERSION 0x([0-9A-Fa-f]+)u");
        Assert.Equal(
            Version.Major << 16 | Version.Minor << 8 | Version.Build,
            int.Parse(number, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        );
        Assert.Equal(Dotted, Group("native-kernels/idf_component.yml", "^version: \"(.*)\""));
    }

    [Fact]
    public void TheFirmwareHasIt()
    {
        var sources = RepositoryFiles
            .Text.Where(f =>
                f.StartsWith("firmware-app/", StringComparison.Ordinal) && f.EndsWith("/AssemblyInfo.cs", StringComparison.Ordinal)
            )
            .ToList();
        Assert.Equal(3, sources.Count);
        Assert.All(sources, f => Assert.Equal(Dotted + ".0", Group(f, @"AssemblyVersion\(""(.*)""\)")));
        Assert.Equal(
            Dotted + ".0",
            Group(sources.Single(f => f.Contains("Kernels", StringComparison.Ordinal)), @"AssemblyNativeVersion\(""(.*)""\)")
        );
        Assert.Equal(
            Dotted + ".0",
            Group("native-kernels/interop/SqueezeEdge_Kernels.cpp", @"\{ (\d+, \d+, \d+, \d+) \}")
                .Replace(", ", ".", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void TheChangelogHasIt() => Assert.Equal(Dotted, Group("CHANGELOG.md", @"^## \[(\d+\.\d+\.\d+)\]"));

    [Fact]
    public void WriterKernelsAndDocumentHaveOneFormatVersion()
    {
        var written = BitConverter.ToUInt32(ExampleBlob.Write(), 4).ToString(CultureInfo.InvariantCulture);
        Assert.Equal(written, Group("docs/blob-format.md", @"^# The model blob, version (\d+)"));
        Assert.Equal(written, Group("docs/compatibility.md", @"Blob format: (\d+)"));
        var kernels = RepositoryFiles
            .Text.Where(f => f.StartsWith("native-kernels/src/", StringComparison.Ordinal))
            .SelectMany(f =>
                Regex
                    .Matches(RepositoryFiles.Read(f), @"(?:SQE_FORMAT_VERSION =|sqe_u32\(blob \+ 4\) !=) (\d+)")
                    .Select(m => m.Groups[1].Value)
            );
        Assert.Equal(written, Assert.Single(kernels));
    }

    /// <summary>The first group of the first match in a file.</summary>
    private static string Group(string file, string pattern)
    {
        var match = Regex.Match(RepositoryFiles.Read(file), pattern, RegexOptions.Multiline);
        Assert.True(match.Success, $"{file} has no {pattern}");
        return match.Groups[1].Value;
    }
}
