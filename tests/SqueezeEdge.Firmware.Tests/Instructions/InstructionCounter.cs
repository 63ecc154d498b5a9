// SPDX-License-Identifier: MIT
using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace SqueezeEdge.Firmware.Tests.Instructions;

/// <summary>Counts the IL instructions the firmware's own code executes: a copy of each assembly is rewritten so that the start of every
/// stretch without branches adds its length to a counter, and runs in a context of its own.</summary>
/// <remarks>On the device each instruction costs the interpreter 1 to 2 microseconds. What the device's class library executes
/// beneath (StringBuilder, for example) is not in the count, since the desktop has another.</remarks>
internal sealed class InstructionCounter : AssemblyLoadContext
{
    private const string CounterType = "ExecutedInstructions";
    private const string CounterField = "Count";

    private readonly string _folder;
    private readonly string[] _counted;
    private readonly List<FieldInfo> _counters = [];

    /// <summary>Prepares.</summary>
    /// <param name="folder">Where the assemblies are.</param>
    /// <param name="counted">Names of those whose instructions count.</param>
    public InstructionCounter(string folder, params string[] counted)
        : base(nameof(InstructionCounter), isCollectible: true)
    {
        _folder = folder;
        _counted = counted;
    }

    /// <summary>Instructions executed so far.</summary>
    public long Count => _counters.Sum(c => (long)c.GetValue(null)!);

    /// <summary>Loads a copy of this assembly, whose code is not counted itself, and calls a method of it.</summary>
    /// <param name="type">A type of this assembly.</param>
    /// <param name="method">A static method of it.</param>
    /// <param name="arguments">Its arguments.</param>
    public object? Call(Type type, string method, params object[] arguments) =>
        LoadFromAssemblyPath(type.Assembly.Location)
            .GetType(type.FullName!, throwOnError: true)!
            .GetMethod(method, BindingFlags.Static | BindingFlags.Public)!
            .Invoke(null, arguments);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (!_counted.Contains(assemblyName.Name))
        {
            return null;
        }

        using var rewritten = new MemoryStream();
        using (var assembly = AssemblyDefinition.ReadAssembly(Path.Combine(_folder, assemblyName.Name + ".dll")))
        {
            Rewrite(assembly.MainModule);
            assembly.Write(rewritten);
        }

        rewritten.Position = 0;
        var loaded = LoadFromStream(rewritten);
        _counters.Add(loaded.GetType(CounterType, throwOnError: true)!.GetField(CounterField)!);
        return loaded;
    }

    private static void Rewrite(ModuleDefinition module)
    {
        var counter = new TypeDefinition(
            "",
            CounterType,
            Mono.Cecil.TypeAttributes.Public | Mono.Cecil.TypeAttributes.Abstract | Mono.Cecil.TypeAttributes.Sealed,
            module.TypeSystem.Object
        );
        var field = new FieldDefinition(
            CounterField,
            Mono.Cecil.FieldAttributes.Public | Mono.Cecil.FieldAttributes.Static,
            module.TypeSystem.Int64
        );
        counter.Fields.Add(field);
        var bodies = module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody).Select(m => m.Body).ToList();
        module.Types.Add(counter);
        bodies.ForEach(b => Rewrite(b, field));
    }

    private static void Rewrite(Mono.Cecil.Cil.MethodBody body, FieldReference counter)
    {
        body.SimplifyMacros();
        var starts = Starts(body);
        var processor = body.GetILProcessor();
        var instructions = body.Instructions.ToList();
        for (var i = 0; i < instructions.Count; i++)
        {
            if (!starts.Contains(instructions[i]))
            {
                continue;
            }

            var end = i + 1;
            while (end < instructions.Count && !starts.Contains(instructions[end]))
            {
                end++;
            }

            // What branched to the instruction branches to the counting before it: the instruction itself moves behind.
            var first = instructions[i];
            var moved = Instruction.Create(OpCodes.Nop);
            (moved.OpCode, moved.Operand) = (first.OpCode, first.Operand);
            (first.OpCode, first.Operand) = (OpCodes.Ldsfld, counter);
            Instruction[] rest =
            [
                Instruction.Create(OpCodes.Ldc_I4, end - i),
                Instruction.Create(OpCodes.Conv_I8),
                Instruction.Create(OpCodes.Add),
                Instruction.Create(OpCodes.Stsfld, counter),
                moved,
            ];
            foreach (var added in rest)
            {
                processor.InsertAfter(first, added);
                first = added;
            }
        }

        body.OptimizeMacros();
    }

    /// <summary>The instructions at which execution can arrive other than from the one before.</summary>
    private static HashSet<Instruction> Starts(Mono.Cecil.Cil.MethodBody body)
    {
        var starts = new HashSet<Instruction> { body.Instructions[0] };
        foreach (var instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target)
            {
                starts.Add(target);
            }
            else if (instruction.Operand is Instruction[] targets)
            {
                starts.UnionWith(targets);
            }

            if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw)
            {
                if (instruction.Next is { } next)
                {
                    starts.Add(next);
                }
            }
        }

        foreach (var handler in body.ExceptionHandlers)
        {
            starts.UnionWith(new[] { handler.TryStart, handler.HandlerStart, handler.FilterStart }.OfType<Instruction>());
        }

        return starts;
    }
}
