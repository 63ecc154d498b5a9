using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using SqueezeEdge.Cameras;

namespace SqueezeEdge.Firmware.Tests;

/// <summary>What keeps the camera sources buildable and runnable on .NET nanoFramework, checked on the desktop build of them.</summary>
public sealed class DeviceSubsetTests
{
    /// <summary>What the desktop's I2C library takes in place of the device's SpanByte; used in a branch only the desktop compiles.</summary>
    private const string DesktopOnlySpan = "System.ReadOnlySpan`1";

    private static readonly XNamespace Build = "http://schemas.microsoft.com/developer/msbuild/2003";

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "SqueezeEdge.sln")))
            {
                folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests run outside the repository");
            }

            return folder.FullName;
        }
    }

    private static string Project => Path.Combine(Root, "firmware-app", "SqueezeEdge.Cameras");

    [Fact]
    public void DeviceProjectListsEverySource()
    {
        var listed = DeviceProject().Descendants(Build + "Compile").Select(c => c.Attribute("Include")!.Value.Replace('\\', '/'));
        var present = Directory.EnumerateFiles(Project, "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Project, f).Replace('\\', '/'))
            .Where(f => !f.StartsWith("bin/", StringComparison.Ordinal) && !f.StartsWith("obj/", StringComparison.Ordinal));
        Assert.Equal(present.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void DeviceProjectUsesThePackagesOfItsConfiguration()
    {
        var packages = XDocument.Load(Path.Combine(Project, "packages.config")).Descendants("package")
            .Select(p => $@"..\packages\{p.Attribute("id")!.Value}.{p.Attribute("version")!.Value}\lib\");
        var hints = DeviceProject().Descendants(Build + "HintPath").Select(h => h.Value[..(h.Value.LastIndexOf('\\') + 1)]);
        Assert.Equal(packages.Order(StringComparer.Ordinal), hints.Order(StringComparer.Ordinal));
        Assert.All(DeviceProject().Descendants(Build + "Import"), i => Assert.StartsWith("Exists(", i.Attribute("Condition")!.Value));
        Assert.Equal("9.0", DeviceProject().Descendants(Build + "LangVersion").Single().Value);
    }

    [Fact]
    public void NoGenericsAreDefinedOrCalled()
    {
        using var file = new PEReader(File.OpenRead(typeof(ICamera).Assembly.Location));
        var metadata = file.GetMetadataReader();
        Assert.Equal(0, metadata.GetTableRowCount(TableIndex.GenericParam));
        Assert.Equal(0, metadata.GetTableRowCount(TableIndex.MethodSpec));
        Assert.Equal([DesktopOnlySpan, "System.Span`1"], GenericTypes(metadata).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryLibraryMemberExistsOnTheDevice()
    {
        var folder = Environment.GetEnvironmentVariable("SQUEEZEEDGE_SHARED") ?? Path.Combine(Path.GetDirectoryName(Root)!, "shared");
        var lists = Path.Combine(folder, "nanoframework-api");
        Assert.SkipUnless(
            Directory.Exists(lists), "needs 'nanoframework-api' in the folder 'shared' beside the repository, or in the folder SQUEEZEEDGE_SHARED names.");
        var device = DeviceProject().Descendants(Build + "Reference")
            .SelectMany(r => File.ReadLines(Path.Combine(lists, r.Attribute("Include")!.Value + ".txt")))
            .Select(line => line.Split('(')[0].TrimEnd())
            .ToHashSet(StringComparer.Ordinal);

        using var file = new PEReader(File.OpenRead(typeof(ICamera).Assembly.Location));
        var used = UsedMembers(file.GetMetadataReader()).ToList();
        Assert.Contains("M:System.Device.Spi.SpiDevice.TransferFullDuplex", used);
        Assert.Contains("M:System.Array.Copy", used);
        Assert.Empty(used.Except(device));
    }

    private static XDocument DeviceProject() => XDocument.Load(Path.Combine(Project, "SqueezeEdge.Cameras.nfproj"));

    private static IEnumerable<string> GenericTypes(MetadataReader metadata) =>
        from row in Enumerable.Range(1, metadata.GetTableRowCount(TableIndex.TypeSpec))
        let handle = MetadataTokens.TypeSpecificationHandle(row)
        let name = GenericName(metadata, handle)
        where name is not null
        select name;

    /// <summary>Members referenced outside the assembly, as XML documentation names without parameters.</summary>
    private static IEnumerable<string> UsedMembers(MetadataReader metadata)
    {
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            var type = member.Parent.Kind == HandleKind.TypeReference
                ? NameOf(metadata, (TypeReferenceHandle)member.Parent)
                : GenericName(metadata, (TypeSpecificationHandle)member.Parent);

            // Attributes the desktop compiler adds to the assembly.
            if (type is null or DesktopOnlySpan || type.StartsWith("System.Runtime.", StringComparison.Ordinal)
                || type.StartsWith("System.Reflection.", StringComparison.Ordinal) || type.StartsWith("System.Diagnostics.", StringComparison.Ordinal))
            {
                continue;
            }

            type = type == "System.Span`1" ? "System.SpanByte" : type;
            var name = metadata.GetString(member.Name);
            yield return name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal)
                ? $"P:{type}.{name[4..]}"
                : $"M:{type}.{name.Replace(".ctor", "#ctor", StringComparison.Ordinal)}";
        }
    }

    private static string? GenericName(MetadataReader metadata, TypeSpecificationHandle handle)
    {
        var signature = metadata.GetBlobReader(metadata.GetTypeSpecification(handle).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        signature.ReadByte(); // class or value type
        return signature.ReadTypeHandle() is { Kind: HandleKind.TypeReference } type ? NameOf(metadata, (TypeReferenceHandle)type) : "a type of this assembly";
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
