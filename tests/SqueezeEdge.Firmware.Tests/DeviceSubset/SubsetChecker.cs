// SPDX-License-Identifier: MIT
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace SqueezeEdge.Firmware.Tests.DeviceSubset;

/// <summary>Finds what compiles for .NET nanoFramework but does not run there, or not through its metadata processor: generics, Func and
/// Action, arrays of several dimensions, stackalloc, pointers and pinned locals, bodies in interfaces, async methods and iterators, and
/// arrays too large for the managed heap.</summary>
internal sealed class SubsetChecker
{
    /// <summary>Largest array with a constant length. Larger ones rarely find a block in the managed heap of a board without
    /// PSRAM.</summary>
    public const int LargestArray = 16_384;

    /// <summary>Bytes of an array's element that is no number: one of the CLR's heap blocks.</summary>
    private const int HeapBlockBytes = 12;

    private readonly PEReader file;
    private readonly MetadataReader metadata;
    private readonly TypeInspector inspector;
    private readonly SortedSet<string> violations = new(StringComparer.Ordinal);
    private string place = "";

    private SubsetChecker(PEReader file)
    {
        this.file = file;
        metadata = file.GetMetadataReader();
        inspector = new TypeInspector(Report);
    }

    /// <summary>Checks an assembly.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="within">Name of the type to which the check is confined, with the types nested in it; null for all.</param>
    /// <returns>Where what is used, one line each; empty when everything runs on the device.</returns>
    public static IReadOnlyCollection<string> Check(string path, string? within = null)
    {
        using var file = new PEReader(File.OpenRead(path));
        var checker = new SubsetChecker(file);
        foreach (var handle in checker.metadata.TypeDefinitions.Where(h => within is null || checker.Outer(h).Contains(within)))
        {
            checker.CheckType(checker.metadata.GetTypeDefinition(handle));
        }

        return checker.violations;
    }

    private void Report(string what) => violations.Add($"{place} {what}");

    /// <summary>Names of a type and of those it is nested in.</summary>
    private IEnumerable<string> Outer(TypeDefinitionHandle handle)
    {
        for (; !handle.IsNil; handle = metadata.GetTypeDefinition(handle).GetDeclaringType())
        {
            yield return metadata.GetString(metadata.GetTypeDefinition(handle).Name);
        }
    }

    private void CheckType(TypeDefinition type)
    {
        var name = metadata.GetString(type.Name);
        place = name;
        CheckGeneric(type.GetGenericParameters().Count);
        Inspect(type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations())
        {
            Inspect(metadata.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition))
        {
            place = $"{name}.{metadata.GetString(field.Name)}";
            field.DecodeSignature(inspector, null);
        }

        foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition))
        {
            place = $"{name}.{metadata.GetString(method.Name)}";
            CheckMethod(method, type.Attributes.HasFlag(System.Reflection.TypeAttributes.Interface));
        }
    }

    private void CheckMethod(MethodDefinition method, bool inInterface)
    {
        method.DecodeSignature(inspector, null);
        CheckGeneric(method.GetGenericParameters().Count);
        foreach (var attribute in method.GetCustomAttributes().Select(metadata.GetCustomAttribute))
        {
            if (
                attribute.Constructor.Kind == HandleKind.MemberReference
                && NameOf(metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent)
                    .EndsWith("StateMachineAttribute", StringComparison.Ordinal)
            )
            {
                Report("is async or an iterator");
            }
        }

        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        if (inInterface)
        {
            Report("has a body in an interface");
        }

        var body = file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(inspector, null);
        }

        var before = default(Instruction);
        foreach (var instruction in Instruction.Of(body))
        {
            CheckInstruction(instruction, before);
            before = instruction;
        }
    }

    private void CheckInstruction(Instruction instruction, Instruction before)
    {
        if (instruction.Code == OpCodes.Localloc)
        {
            Report("uses stackalloc");
        }

        if (
            instruction.Code.OperandType
            is OperandType.InlineMethod
                or OperandType.InlineField
                or OperandType.InlineType
                or OperandType.InlineTok
        )
        {
            Inspect(MetadataTokens.EntityHandle((int)instruction.Operand));
        }

        if (instruction.Code == OpCodes.Newarr && before.Constant is { } length)
        {
            var bytes = length * ElementBytes(NameOf(MetadataTokens.EntityHandle((int)instruction.Operand)));
            if (bytes > LargestArray)
            {
                Report($"allocates an array of {bytes:N0} bytes");
            }
        }
    }

    private void CheckGeneric(int parameters)
    {
        if (parameters > 0)
        {
            Report("is generic");
        }
    }

    private void Inspect(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodSpecification when !IsEventAccessor(metadata.GetMethodSpecification((MethodSpecificationHandle)handle)):
                Report("calls a generic method");
                break;
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                Inspect(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Method)
                {
                    member.DecodeMethodSignature(inspector, null);
                }
                else
                {
                    member.DecodeFieldSignature(inspector, null);
                }

                break;
            case HandleKind.TypeReference or HandleKind.TypeSpecification when !handle.IsNil:
                NameOf(handle);
                break;
        }
    }

    // Where there is a generic CompareExchange the compiler writes an event's accessors with it; on the device it does without.
    private bool IsEventAccessor(MethodSpecification call) =>
        (place.Contains(".add_", StringComparison.Ordinal) || place.Contains(".remove_", StringComparison.Ordinal))
        && call.Method.Kind == HandleKind.MemberReference
        && NameOf(metadata.GetMemberReference((MemberReferenceHandle)call.Method).Parent) == "System.Threading.Interlocked";

    private string NameOf(EntityHandle handle) =>
        handle.Kind switch
        {
            HandleKind.TypeReference => inspector.GetTypeFromReference(metadata, (TypeReferenceHandle)handle, 0),
            HandleKind.TypeSpecification => inspector.GetTypeFromSpecification(metadata, null, (TypeSpecificationHandle)handle, 0),
            HandleKind.TypeDefinition => inspector.GetTypeFromDefinition(metadata, (TypeDefinitionHandle)handle, 0),
            _ => "",
        };

    private static int ElementBytes(string name) =>
        name switch
        {
            "System.Byte" or "System.SByte" or "System.Boolean" => 1,
            "System.Int16" or "System.UInt16" or "System.Char" => 2,
            "System.Int32" or "System.UInt32" or "System.Single" => 4,
            "System.Int64" or "System.UInt64" or "System.Double" => 8,
            _ => HeapBlockBytes,
        };
}
