// SPDX-License-Identifier: MIT
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using SqueezeEdge.Firmware.Tests.DeviceSubset;

namespace SqueezeEdge.Packer.Tests.Structure;

/// <summary>Which types of an assembly refer to which others of it: in declarations, signatures, attributes and method bodies.</summary>
/// <remarks>Constants are missing: the compiler copies their values.</remarks>
internal static class CompiledReferences
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Pairs of a type and a type it refers to; a nested type stands for itself.</summary>
    public static IReadOnlyList<(Type From, Type To)> Of(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return
        [
            .. assembly
                .GetTypes()
                .SelectMany(type => Used(type, file, metadata).SelectMany(Parts).Select(used => (From: type, To: used)))
                .Where(r => r.To.Assembly == assembly && r.To != r.From)
                .Distinct(),
        ];
    }

    private static IEnumerable<Type?> Used(Type type, PEReader file, MetadataReader metadata)
    {
        var methods = type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared)).ToArray();
        return
        [
            type.BaseType,
            .. type.GetInterfaces(),
            .. type.GetGenericArguments().SelectMany(a => a.GetGenericParameterConstraints()),
            .. type.GetCustomAttributesData().SelectMany(Attribute),
            .. type.GetFields(Declared).SelectMany(f => f.GetCustomAttributesData().SelectMany(Attribute).Prepend(f.FieldType)),
            .. type.GetProperties(Declared).SelectMany(p => p.GetCustomAttributesData().SelectMany(Attribute)),
            .. methods.SelectMany(Signature),
            .. methods.SelectMany(m => Body(m, file, metadata)),
        ];
    }

    private static IEnumerable<Type?> Attribute(CustomAttributeData data) =>
        data.ConstructorArguments.Select(a => a.Value as Type).Prepend(data.AttributeType);

    private static IEnumerable<Type?> Signature(MethodBase method) =>
        [
            (method as MethodInfo)?.ReturnType,
            .. method.GetParameters().Select(p => p.ParameterType),
            .. method.GetCustomAttributesData().SelectMany(Attribute),
            .. method.IsGenericMethodDefinition ? method.GetGenericArguments().SelectMany(a => a.GetGenericParameterConstraints()) : [],
        ];

    private static IEnumerable<Type?> Body(MethodBase method, PEReader file, MetadataReader metadata)
    {
        if (method.GetMethodBody() is not { } body)
        {
            return [];
        }

        var handle = (MethodDefinitionHandle)MetadataTokens.Handle(method.MetadataToken);
        var block = file.GetMethodBody(metadata.GetMethodDefinition(handle).RelativeVirtualAddress);
        return
        [
            .. body.LocalVariables.Select(l => l.LocalType),
            .. body.ExceptionHandlingClauses.Where(c => c.Flags == ExceptionHandlingClauseOptions.Clause).Select(c => c.CatchType),
            .. Instruction.Of(block).SelectMany(i => Operand(i, method)),
        ];
    }

    private static IEnumerable<Type?> Operand(Instruction instruction, MethodBase method)
    {
        var operand = instruction.Code.OperandType;
        if (operand is not (OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok))
        {
            return [];
        }

        var ofType = method.DeclaringType!.GetGenericArguments();
        var ofMethod = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        return method.Module.ResolveMember((int)instruction.Operand, ofType, ofMethod) switch
        {
            Type type => [type],
            FieldInfo field => [field.DeclaringType, field.FieldType],
            MethodBase called => [called.DeclaringType, .. Called(called)],
            _ => [],
        };
    }

    private static IEnumerable<Type?> Called(MethodBase called) =>
        [
            (called as MethodInfo)?.ReturnType,
            .. called.GetParameters().Select(p => p.ParameterType),
            .. called.IsGenericMethod ? called.GetGenericArguments() : [],
        ];

    /// <summary>The types a type is made of: element types, type arguments, and the type itself without them.</summary>
    private static IEnumerable<Type> Parts(Type? type)
    {
        if (type is null || type.IsGenericParameter)
        {
            return [];
        }

        if (type.HasElementType)
        {
            return Parts(type.GetElementType());
        }

        if (type.IsFunctionPointer)
        {
            return type.GetFunctionPointerParameterTypes().Append(type.GetFunctionPointerReturnType()).SelectMany(Parts);
        }

        var self = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return type.GetGenericArguments().SelectMany(Parts).Prepend(self);
    }
}
