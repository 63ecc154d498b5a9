// SPDX-License-Identifier: MIT
using Mono.Cecil;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Tests;

namespace SqueezeEdge.Firmware.Tests.DeviceSubset;

/// <summary>The declarations the firmware is compiled against (firmware-app/DeviceBuild/DeviceLibraries) are members of the device's
/// libraries.</summary>
public sealed class DeclarationTests
{
    [Fact]
    public void EveryDeclaredMemberIsTheLibrarys()
    {
        var device = Directory
            .GetFiles(SharedMaterial.DeviceLibraries, "*.txt")
            .SelectMany(File.ReadLines)
            .ToHashSet(StringComparer.Ordinal);
        using var declared = ModuleDefinition.ReadModule(Library());
        var members = declared
            .Types.Concat(declared.Types.SelectMany(t => t.NestedTypes))
            .Where(t => t.IsPublic || t.IsNestedPublic)
            .ToList();
        var names = members.SelectMany(Names).ToList();
        Assert.Contains("M:System.Device.Spi.SpiDevice.TransferFullDuplex(System.SpanByte,System.SpanByte)", names);
        Assert.All(names, n => Assert.Contains(n, device));
        Assert.InRange(names.Count, 40, 200);
    }

    /// <summary>The class library is the device's: nothing of the desktop's is referenced.</summary>
    [Theory]
    [InlineData("SqueezeEdge.Cameras")]
    [InlineData("SqueezeEdge.Kernels")]
    [InlineData("SqueezeEdge.App")]
    [InlineData("NFUnitTest")]
    public void TheClassLibraryIsTheDevices(string project)
    {
        using var module = ModuleDefinition.ReadModule(Output(project, project));
        var references = module.AssemblyReferences.Select(r => r.Name).ToList();
        Assert.Contains(module.AssemblyReferences, r => r.Name == "mscorlib" && r.Version == new Version(1, 17, 11, 0));
        Assert.DoesNotContain(references, r => r.StartsWith("System", StringComparison.Ordinal) || r == "netstandard");
    }

    private static string Library() => Output("DeviceLibraries", "DeviceLibraries");

    /// <summary>What the build made of a project in the configuration of these tests.</summary>
    private static string Output(string project, string assembly)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(
            RepositoryLayout.Find().Root,
            "firmware-app",
            "DeviceBuild",
            project,
            "bin",
            framework.Parent!.Name,
            framework.Name,
            assembly + ".dll"
        );
    }

    private static IEnumerable<string> Names(TypeDefinition type)
    {
        var name = type.FullName.Replace('/', '.');
        return type
            .Methods.Where(m =>
                m.IsPublic && !m.IsSpecialName && !m.IsVirtual || m is { IsConstructor: true, IsPublic: true, HasBody: false }
            )
            .Where(m => m.IsConstructor || !m.IsSpecialName)
            .Select(m => $"M:{name}.{m.Name.Replace(".ctor", "#ctor", StringComparison.Ordinal)}{Parameters(m)}")
            .Concat(type.Properties.Select(p => $"P:{name}.{p.Name}"))
            .Concat(type.IsEnum ? type.Fields.Where(f => f.IsStatic).Select(f => $"F:{name}.{f.Name}") : []);
    }

    private static string Parameters(MethodDefinition method) =>
        method.Parameters.Count == 0
            ? ""
            : $"({string.Join(',', method.Parameters.Select(p => p.ParameterType.FullName.Replace('/', '.').Replace('&', '@')))})";
}
