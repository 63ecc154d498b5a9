// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace SqueezeEdge.Firmware.Tests.DeviceSubset;

/// <summary>Names the types of a signature and reports those the device cannot run.</summary>
/// <param name="report">Takes what was found.</param>
internal sealed class TypeInspector(Action<string> report) : ISignatureTypeProvider<string, object?>
{
    /// <summary>What the desktop's libraries take in place of the device's SpanByte.</summary>
    private static readonly string[] SpanByteOnTheDesktop = ["System.Span`1", "System.ReadOnlySpan`1"];

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        var name = $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
        if (name.Split('`')[0] is "System.Func" or "System.Action")
        {
            report($"uses {name}");
        }

        return name;
    }

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        reader.GetString(reader.GetTypeDefinition(handle).Name);

    public string GetTypeFromSpecification(
        MetadataReader reader,
        object? genericContext,
        TypeSpecificationHandle handle,
        byte rawTypeKind
    ) => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments)
    {
        // !0 stands in the signature of a span's own member; the span is looked at as that member's parent.
        if (!SpanByteOnTheDesktop.Contains(genericType) || typeArguments is not (["Byte"] or ["!0"]))
        {
            report($"uses the generic type {genericType}");
        }

        return genericType;
    }

    public string GetArrayType(string elementType, ArrayShape shape)
    {
        report($"uses an array of {shape.Rank} dimensions");
        return elementType + "[,]";
    }

    public string GetPointerType(string elementType)
    {
        report($"uses a pointer to {elementType}");
        return elementType + "*";
    }

    public string GetPinnedType(string elementType)
    {
        report("pins a local with fixed");
        return elementType;
    }

    public string GetFunctionPointerType(MethodSignature<string> signature)
    {
        report("uses a function pointer");
        return "function";
    }

    public string GetGenericMethodParameter(object? genericContext, int index) => "!!" + index;

    public string GetGenericTypeParameter(object? genericContext, int index) => "!" + index;

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;
}
