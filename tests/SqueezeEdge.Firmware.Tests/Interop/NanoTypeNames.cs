// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace SqueezeEdge.Firmware.Tests.Interop;

/// <summary>Types of a signature as nanoFramework's metadata processor writes them into the names of native methods.</summary>
internal sealed class NanoTypeNames : ISignatureTypeProvider<string, object?>
{
    public string GetPrimitiveType(PrimitiveTypeCode typeCode) =>
        typeCode switch
        {
            PrimitiveTypeCode.Void => "VOID",
            PrimitiveTypeCode.Boolean => "BOOLEAN",
            PrimitiveTypeCode.Char => "CHAR",
            PrimitiveTypeCode.SByte => "I1",
            PrimitiveTypeCode.Byte => "U1",
            PrimitiveTypeCode.Int16 => "I2",
            PrimitiveTypeCode.UInt16 => "U2",
            PrimitiveTypeCode.Int32 or PrimitiveTypeCode.IntPtr => "I4",
            PrimitiveTypeCode.UInt32 or PrimitiveTypeCode.UIntPtr => "U4",
            PrimitiveTypeCode.Int64 => "I8",
            PrimitiveTypeCode.UInt64 => "U8",
            PrimitiveTypeCode.Single => "R4",
            PrimitiveTypeCode.Double => "R8",
            PrimitiveTypeCode.String => "STRING",
            PrimitiveTypeCode.Object => "OBJECT",
            _ => throw new NotSupportedException($"no native method can take a {typeCode}"),
        };

    public string GetSZArrayType(string elementType) => "SZARRAY_" + elementType;

    public string GetByReferenceType(string elementType) => "BYREF_" + elementType;

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeDefinition(handle);
        return FullName(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        return FullName(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    public string GetArrayType(string elementType, ArrayShape shape) => throw Unsupported("an array of several dimensions");

    public string GetPointerType(string elementType) => throw Unsupported("a pointer");

    public string GetFunctionPointerType(MethodSignature<string> signature) => throw Unsupported("a function pointer");

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => throw Unsupported("a generic type");

    public string GetGenericMethodParameter(object? genericContext, int index) => throw Unsupported("a generic parameter");

    public string GetGenericTypeParameter(object? genericContext, int index) => throw Unsupported("a generic parameter");

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetPinnedType(string elementType) => elementType;

    public string GetTypeFromSpecification(
        MetadataReader reader,
        object? genericContext,
        TypeSpecificationHandle handle,
        byte rawTypeKind
    ) => throw Unsupported("a generic type");

    private static string FullName(string space, string name) => (space + name).Replace(".", "", StringComparison.Ordinal);

    private static NotSupportedException Unsupported(string what) => new($"no native method can take {what}");
}
