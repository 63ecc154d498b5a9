// SPDX-License-Identifier: MIT
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using SqueezeEdge.Firmware.Tests.DeviceSubset;

namespace SqueezeEdge.Firmware.Tests.Interop;

/// <summary>The order of an assembly's types in a device's tables. nanoFramework's metadata processor takes them by name, but before
/// a type come the one it is nested in, the interfaces it implements, and what the methods it calls take and return.</summary>
internal sealed class TypeOrder
{
    private readonly PEReader file;
    private readonly MetadataReader metadata;
    private readonly HashSet<TypeDefinitionHandle> placed = [];
    private readonly List<TypeDefinitionHandle> order = [];

    private TypeOrder(PEReader file)
    {
        this.file = file;
        metadata = file.GetMetadataReader();
    }

    /// <summary>All types but the module's own.</summary>
    /// <exception cref="InvalidOperationException">Names that sort differently by culture: the order would depend on the build
    /// machine.</exception>
    public static IReadOnlyList<TypeDefinitionHandle> Of(PEReader file)
    {
        var types = new TypeOrder(file);
        var named = types
            .metadata.TypeDefinitions.Select(h => (Handle: h, Name: types.NameOf(h)))
            .Where(t => t.Name != "<Module>")
            .ToList();
        var byName = named.OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase).ThenBy(t => t.Name, StringComparer.Ordinal).ToList();
        if (!byName.SequenceEqual(named.OrderBy(t => t.Name, StringComparer.Ordinal)))
        {
            throw new InvalidOperationException(
                "some type names differ first in a letter's case, so that their order depends on the "
                    + "culture of the build machine; rename one"
            );
        }

        byName.ForEach(t => types.Place(t.Handle));
        return types.order;
    }

    private string NameOf(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.IsNested
            ? $"{NameOf(type.GetDeclaringType())}/{metadata.GetString(type.Name)}"
            : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}".TrimStart('.');
    }

    private void Place(TypeDefinitionHandle handle)
    {
        if (placed.Contains(handle))
        {
            return;
        }

        var type = metadata.GetTypeDefinition(handle);
        if (type.IsNested)
        {
            Place(type.GetDeclaringType());
        }

        foreach (var implemented in type.GetInterfaceImplementations())
        {
            if (metadata.GetInterfaceImplementation(implemented).Interface is { Kind: HandleKind.TypeDefinition } local)
            {
                Place((TypeDefinitionHandle)local);
            }
        }

        // A type counts as placed as soon as its uses are looked at: they may lead back to it.
        if (!placed.Add(handle))
        {
            return;
        }

        foreach (var used in type.GetMethods().SelectMany(CalledSignatures).ToList())
        {
            Place(used);
        }

        order.Add(handle);
    }

    // A call of another assembly cannot take a type of this one without generics.
    private IEnumerable<TypeDefinitionHandle> CalledSignatures(MethodDefinitionHandle handle)
    {
        var method = metadata.GetMethodDefinition(handle);
        if (method.RelativeVirtualAddress == 0)
        {
            return [];
        }

        return Instruction
            .Of(file.GetMethodBody(method.RelativeVirtualAddress))
            .Where(i => i.Code.OperandType is OperandType.InlineMethod)
            .Select(i => MetadataTokens.EntityHandle((int)i.Operand))
            .Where(h => h.Kind == HandleKind.MethodDefinition)
            .SelectMany(h => LocalTypes((MethodDefinitionHandle)h));
    }

    private IEnumerable<TypeDefinitionHandle> LocalTypes(MethodDefinitionHandle handle)
    {
        var signature = metadata.GetMethodDefinition(handle).DecodeSignature(new LocalTypeProvider(), null);
        return signature.ParameterTypes.Prepend(signature.ReturnType).Where(t => !t.IsNil);
    }
}
