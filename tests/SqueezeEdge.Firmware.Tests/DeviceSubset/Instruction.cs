// SPDX-License-Identifier: MIT
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace SqueezeEdge.Firmware.Tests.DeviceSubset;

/// <summary>An instruction of a compiled method.</summary>
/// <param name="Code">What it does.</param>
/// <param name="Operand">Its operand: a constant, a token, or a branch's distance; 0 without one and for a switch.</param>
internal readonly record struct Instruction(OpCode Code, long Operand)
{
    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes)
        .GetFields()
        .Select(f => f.GetValue(null))
        .OfType<OpCode>()
        .ToDictionary(c => (int)(ushort)c.Value);

    /// <summary>The constant it pushes, null where it pushes none.</summary>
    public long? Constant =>
        Code.Value switch
        {
            >= 0x15 and <= 0x1E => Code.Value - 0x16, // ldc.i4.m1 .. ldc.i4.8
            0x1F or 0x20 or 0x21 => Operand, // ldc.i4.s, ldc.i4, ldc.i8
            _ => null,
        };

    /// <summary>The instructions of a method, in order.</summary>
    public static IEnumerable<Instruction> Of(MethodBodyBlock body)
    {
        var reader = body.GetILReader();
        var instructions = new List<Instruction>();
        while (reader.RemainingBytes > 0)
        {
            int value = reader.ReadByte();
            var code = Codes[value == 0xFE ? 0xFE00 | reader.ReadByte() : value];
            instructions.Add(new Instruction(code, ReadOperand(ref reader, code.OperandType)));
        }

        return instructions;
    }

    private static long ReadOperand(ref BlobReader reader, OperandType type)
    {
        switch (type)
        {
            case OperandType.InlineNone:
                return 0;
            case OperandType.ShortInlineI or OperandType.ShortInlineBrTarget:
                return reader.ReadSByte();
            case OperandType.ShortInlineVar:
                return reader.ReadByte();
            case OperandType.InlineVar:
                return reader.ReadUInt16();
            case OperandType.InlineI8 or OperandType.InlineR:
                return reader.ReadInt64();
            case OperandType.InlineSwitch:
                var targets = reader.ReadInt32();
                reader.Offset += 4 * targets;
                return 0;
            default:
                return reader.ReadInt32();
        }
    }
}
