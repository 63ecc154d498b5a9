// SPDX-License-Identifier: MIT
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace SqueezeEdge.Firmware.Tests.Interop;

/// <summary>The table of native methods that belongs to a compiled assembly: what the firmware must hold for the assembly to run. Entry
/// number and checksum follow nanoFramework's metadata processor.</summary>
/// <param name="Assembly">Name of the assembly.</param>
/// <param name="Version">Its version.</param>
/// <param name="Methods">All methods in the order of the device's method table; null for every one that is not native.</param>
/// <param name="Checksum">What the firmware compares with the assembly before it runs it.</param>
internal sealed record NativeTable(string Assembly, Version Version, IReadOnlyList<NativeMethod?> Methods, uint Checksum)
{
    /// <summary>Reads an assembly.</summary>
    /// <param name="path">Its path.</param>
    public static NativeTable Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var assembly = metadata.GetAssemblyDefinition();
        var name = metadata.GetString(assembly.Name);
        var checksum = new NativeChecksum(name);
        var methods = new List<NativeMethod?>();
        foreach (var type in TypeOrder.Of(file).Select(metadata.GetTypeDefinition))
        {
            var counts = HoldsNatives(metadata, type);
            foreach (var method in Ordered(type.GetMethods().Select(metadata.GetMethodDefinition)))
            {
                var native =
                    counts && method.RelativeVirtualAddress == 0 && !method.Attributes.HasFlag(MethodAttributes.Abstract)
                        ? new NativeMethod(ClassName(metadata, type), MethodName(metadata, method))
                        : null;
                methods.Add(native);
                if (counts)
                {
                    checksum.Add(native);
                }
            }
        }

        return new NativeTable(name, assembly.Version, methods, checksum.Value);
    }

    // Interfaces, enumerations and delegates have entries in the table but no part in the checksum.
    private static bool HoldsNatives(MetadataReader metadata, TypeDefinition type)
    {
        if (type.Attributes.HasFlag(TypeAttributes.Interface) || type.BaseType.IsNil)
        {
            return false;
        }

        var parent =
            type.BaseType.Kind == HandleKind.TypeReference
                ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type.BaseType).Name)
                : "";
        return parent is not ("Enum" or "MulticastDelegate" or "Delegate");
    }

    private static IEnumerable<MethodDefinition> Ordered(IEnumerable<MethodDefinition> methods) =>
        methods.OrderBy(m =>
            m.Attributes.HasFlag(MethodAttributes.Virtual) ? 0
            : m.Attributes.HasFlag(MethodAttributes.Static) ? 2
            : 1
        );

    private static string ClassName(MetadataReader metadata, TypeDefinition type)
    {
        var outer = type.IsNested ? ClassName(metadata, metadata.GetTypeDefinition(type.GetDeclaringType())) : "";
        return $"{outer}_{metadata.GetString(type.Namespace)}_{metadata.GetString(type.Name)}".Replace('.', '_').TrimStart('_');
    }

    private static string MethodName(MetadataReader metadata, MethodDefinition method)
    {
        var signature = method.DecodeSignature(new NanoTypeNames(), null);
        var name = new StringBuilder(metadata.GetString(method.Name))
            .Append(method.Attributes.HasFlag(MethodAttributes.Static) ? "___STATIC__" : "___")
            .AppendJoin("__", signature.ParameterTypes.Prepend(signature.ReturnType));
        return name.Replace('.', '_').Replace("/", "").ToString();
    }
}
