// SPDX-License-Identifier: MIT
using SqueezeEdge.App;
using SqueezeEdge.Cameras;
using SqueezeEdge.Kernels;
using SqueezeEdge.Packer.Tests;

namespace SqueezeEdge.Firmware.Tests.DeviceSubset;

/// <summary>What keeps the device projects buildable and runnable on .NET nanoFramework, checked on their desktop builds.</summary>
public sealed class DeviceSubsetTests
{
    private static readonly DeviceProject[] All =
    [
        new(typeof(ICamera).Assembly),
        new(typeof(IKernels).Assembly),
        new(typeof(Application).Assembly),
    ];

    /// <summary>Names of the device projects.</summary>
    public static TheoryData<string> Projects => [.. All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void DeviceProjectListsEverySource(string name)
    {
        var project = Find(name);
        Assert.NotEmpty(project.ListedSources);
        Assert.Equal(project.PresentSources.Order(StringComparer.Ordinal), project.ListedSources.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void DeviceProjectUsesThePackagesOfItsConfiguration(string name)
    {
        var project = Find(name);
        Assert.Equal(project.PackageFolders.Order(StringComparer.Ordinal), project.ReferencedFolders.Order(StringComparer.Ordinal));
        Assert.All(project.ImportConditions, c => Assert.StartsWith("Exists(", c));
        Assert.Equal("9.0", project.LanguageVersion);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void NothingIsUsedThatTheDeviceCannotRun(string name) => Assert.Empty(SubsetChecker.Check(Find(name).AssemblyPath));

    [Theory]
    [MemberData(nameof(Projects))]
    public void EveryLibraryMemberExistsOnTheDevice(string name)
    {
        var project = Find(name);
        var device = project
            .Libraries.SelectMany(library => File.ReadLines(Path.Combine(SharedMaterial.DeviceLibraries, library + ".txt")))
            .Select(line => line.Split('(')[0].TrimEnd())
            .ToHashSet(StringComparer.Ordinal);
        var used = UsedMembers.Of(project.AssemblyPath);
        Assert.Contains("M:System.Object.#ctor", used);
        Assert.DoesNotContain(used, m => !device.Contains(m) && !device.Contains(OfObject(m)));
    }

    [Fact]
    public void UsedMembersAreFound()
    {
        Assert.Superset(
            new HashSet<string> { "M:System.Device.Spi.SpiDevice.TransferFullDuplex", "M:System.Array.Copy" },
            UsedMembers.Of(typeof(ICamera).Assembly.Location).ToHashSet()
        );
        Assert.Superset(
            new HashSet<string> { "P:System.Text.Encoding.UTF8", "M:System.String.#ctor" },
            UsedMembers.Of(typeof(IKernels).Assembly.Location).ToHashSet()
        );
    }

    // What a class of the desktop declares anew the device's class may inherit: Exception.GetType.
    private static string OfObject(string member)
    {
        var method = member[(member.LastIndexOf('.') + 1)..];
        return method == "#ctor" ? member : "M:System.Object." + method;
    }

    private static DeviceProject Find(string name) => All.Single(p => p.Name == name);
}
