// SPDX-License-Identifier: MIT
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SqueezeEdge.Firmware.Tests.DeviceSubset;

/// <summary>The members of the device's libraries an assembly refers to.</summary>
internal static class UsedMembers
{
    /// <summary>Namespaces of attributes the desktop compiler adds, and of our own assemblies.</summary>
    private static readonly string[] Ignored = ["System.Runtime.", "System.Reflection.", "System.Diagnostics.", "SqueezeEdge."];

    /// <summary>XML documentation names without parameters, for example <c>P:System.String.Length</c>.</summary>
    /// <param name="path">Path of the desktop build.</param>
    public static IReadOnlyList<string> Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return [.. metadata.MemberReferences.Select(metadata.GetMemberReference).SelectMany(m => Names(metadata, m)).Distinct()];
    }

    private static IEnumerable<string> Names(MetadataReader metadata, MemberReference member)
    {
        var inspector = new TypeInspector(_ => { });
        var type =
            member.Parent.Kind == HandleKind.TypeReference
                ? inspector.GetTypeFromReference(metadata, (TypeReferenceHandle)member.Parent, 0)
                : inspector.GetTypeFromSpecification(metadata, null, (TypeSpecificationHandle)member.Parent, 0);

        // The desktop's I2C library takes a ReadOnlySpan in a branch that only the desktop compiles.
        if (type == "System.ReadOnlySpan`1" || Ignored.Any(i => type.StartsWith(i, StringComparison.Ordinal)))
        {
            yield break;
        }

        type = type == "System.Span`1" ? "System.SpanByte" : type;
        var name = metadata.GetString(member.Name);
        yield return name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal)
            ? $"P:{type}.{name[4..]}"
            : $"M:{type}.{name.Replace(".ctor", "#ctor", StringComparison.Ordinal)}";
    }
}
