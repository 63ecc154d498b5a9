// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace SqueezeEdge.Firmware.Tests.Interop;

/// <summary>The type of the same assembly behind a signature's type, or behind its elements; nil for any other.</summary>
internal sealed class LocalTypeProvider : ISignatureTypeProvider<TypeDefinitionHandle, object?>
{
    public TypeDefinitionHandle GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => handle;

    public TypeDefinitionHandle GetSZArrayType(TypeDefinitionHandle elementType) => elementType;

    public TypeDefinitionHandle GetArrayType(TypeDefinitionHandle elementType, ArrayShape shape) => elementType;

    public TypeDefinitionHandle GetByReferenceType(TypeDefinitionHandle elementType) => elementType;

    public TypeDefinitionHandle GetPointerType(TypeDefinitionHandle elementType) => elementType;

    public TypeDefinitionHandle GetPinnedType(TypeDefinitionHandle elementType) => elementType;

    public TypeDefinitionHandle GetModifiedType(TypeDefinitionHandle modifier, TypeDefinitionHandle unmodifiedType, bool isRequired) =>
        unmodifiedType;

    public TypeDefinitionHandle GetGenericInstantiation(
        TypeDefinitionHandle genericType,
        ImmutableArray<TypeDefinitionHandle> typeArguments
    ) => genericType;

    public TypeDefinitionHandle GetFunctionPointerType(MethodSignature<TypeDefinitionHandle> signature) => default;

    public TypeDefinitionHandle GetGenericMethodParameter(object? genericContext, int index) => default;

    public TypeDefinitionHandle GetGenericTypeParameter(object? genericContext, int index) => default;

    public TypeDefinitionHandle GetPrimitiveType(PrimitiveTypeCode typeCode) => default;

    public TypeDefinitionHandle GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => default;

    public TypeDefinitionHandle GetTypeFromSpecification(
        MetadataReader reader,
        object? genericContext,
        TypeSpecificationHandle handle,
        byte rawTypeKind
    ) => default;
}
