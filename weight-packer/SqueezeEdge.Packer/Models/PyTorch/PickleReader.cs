// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.Text;

namespace SqueezeEdge.Packer.Models.PyTorch;

/// <summary>
/// Reads the pickles PyTorch writes for a dictionary of tensors. A pickle is a program; this one executes nothing: it knows
/// the opcodes that build plain values and a short list of names, and refuses everything else.
/// </summary>
/// <param name="bytes">The bytes of one or several pickles.</param>
/// <param name="start">Where the first one begins.</param>
internal sealed class PickleReader(ReadOnlyMemory<byte> bytes, int start = 0)
{
    /// <summary>Opcodes of one file. A state dict of this family takes some thousands; each may cost far more memory than its
    /// byte.</summary>
    private const int OpcodeLimit = 250_000;

    private static readonly object MarkObject = new();
    private readonly List<object?> stack = [];
    private readonly Dictionary<long, object?> memo = [];
    private int opcodes;

    /// <summary>Where the next pickle begins.</summary>
    public int Position { get; private set; } = start;

    /// <summary>Reads the next pickle.</summary>
    /// <returns>
    /// null, bool, long, double, string, <see cref="List{T}"/>, object array (tuple), <see cref="PickleDictionary"/>,
    /// <see cref="PickleName"/>, <see cref="TorchStorage"/> or <see cref="TorchTensor"/>.
    /// </returns>
    /// <exception cref="ModelException">The pickle is damaged, or does what a dictionary of tensors need not.</exception>
    public object? Read()
    {
        stack.Clear();
        memo.Clear();
        while (true)
        {
            if (++opcodes > OpcodeLimit)
            {
                throw new ModelException(
                    $"the pickle has more than {OpcodeLimit:N0} opcodes; a dictionary of tensors of this family takes some thousands."
                );
            }

            var opcode = Take(1)[0];
            switch (opcode)
            {
                case (byte)'.':
                    return stack.Count == 1 ? Pop() : throw Damaged();
                case 0x80:
                    Take(1);
                    break;
                case 0x95:
                    Take(8);
                    break;
                case (byte)'(':
                    stack.Add(MarkObject);
                    break;
                case (byte)'0':
                    Pop();
                    break;
                case (byte)'N':
                    stack.Add(null);
                    break;
                case 0x88 or 0x89:
                    stack.Add(opcode == 0x88);
                    break;
                case (byte)'K':
                    stack.Add((long)Take(1)[0]);
                    break;
                case (byte)'M':
                    stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                    break;
                case (byte)'J':
                    stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                    break;
                case 0x8A:
                    stack.Add(Long(Take(Take(1)[0])));
                    break;
                case (byte)'G':
                    stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                    break;
                case (byte)'X' or (byte)'T':
                    stack.Add(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                    break;
                case 0x8C or (byte)'U':
                    stack.Add(Text(Take(1)[0]));
                    break;
                case (byte)')':
                    stack.Add(Array.Empty<object?>());
                    break;
                case (byte)'t':
                    stack.Add(PopToMark().ToArray());
                    break;
                case 0x85 or 0x86 or 0x87:
                    stack.Add(PopLast(opcode - 0x84).ToArray());
                    break;
                case (byte)']':
                    stack.Add(new List<object?>());
                    break;
                case (byte)'a':
                    var single = Pop();
                    Top<List<object?>>().Add(single);
                    break;
                case (byte)'e':
                    var several = PopToMark();
                    Top<List<object?>>().AddRange(several);
                    break;
                case (byte)'}':
                    stack.Add(new PickleDictionary());
                    break;
                case (byte)'s':
                    var pair = PopLast(2);
                    Top<PickleDictionary>().Set(pair);
                    break;
                case (byte)'u':
                    var pairs = PopToMark();
                    Top<PickleDictionary>().Set(pairs);
                    break;
                case (byte)'c':
                    stack.Add(PickleName.Known(Line(), Line()));
                    break;
                case 0x93:
                    stack.Add(PopLast(2) is [string module, string name] ? PickleName.Known(module, name) : throw Damaged());
                    break;
                case (byte)'q':
                    memo[Take(1)[0]] = Peek();
                    break;
                case (byte)'r':
                    memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Peek();
                    break;
                case 0x94:
                    memo[memo.Count] = Peek();
                    break;
                case (byte)'h':
                    stack.Add(Remembered(Take(1)[0]));
                    break;
                case (byte)'j':
                    stack.Add(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                    break;
                case (byte)'Q':
                    stack.Add(TorchStorage.From(Pop()));
                    break;
                case (byte)'R':
                    var arguments = Pop() as object?[] ?? throw Damaged();
                    stack.Add((Pop() as PickleName ?? throw Damaged()).Call(arguments));
                    break;
                case (byte)'b':
                    // PyTorch attaches the versions of the modules to the dictionary; they say nothing about the weights.
                    Pop();
                    Top<PickleDictionary>();
                    break;
                default:
                    throw new ModelException(
                        $"the pickle uses opcode 0x{opcode:X2} at byte {Position - 1}, which a dictionary of "
                            + "tensors does not need; it is not executed. Save model.state_dict() with torch.save."
                    );
            }
        }
    }

    private static ModelException Damaged() => new("the pickle of the PyTorch file is damaged.");

    private static long Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8)
        {
            throw new ModelException("the pickle holds a whole number of more than 64 bits.");
        }

        var value = 0L;
        for (var i = 0; i < bytes.Length; i++)
        {
            value |= (long)bytes[i] << (8 * i);
        }

        var unused = 64 - 8 * bytes.Length;
        return unused == 64 ? 0 : value << unused >> unused;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > bytes.Length - Position)
        {
            throw new ModelException("the pickle of the PyTorch file is truncated.");
        }

        Position += (int)count;
        return bytes.Span.Slice(Position - (int)count, (int)count);
    }

    private string Text(long count) => Encoding.UTF8.GetString(Take(count));

    private string Line()
    {
        var length = bytes.Span[Position..].IndexOf((byte)'\n');
        var line = length is >= 0 and <= 200 ? Text(length) : throw Damaged();
        Take(1);
        return line;
    }

    private object? Peek() => stack.Count > 0 && stack[^1] != MarkObject ? stack[^1] : throw Damaged();

    private object? Pop()
    {
        var value = Peek();
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private T Top<T>()
        where T : class => Peek() as T ?? throw Damaged();

    private List<object?> PopLast(int count)
    {
        if (stack.Count < count || stack.IndexOf(MarkObject, stack.Count - count, count) >= 0)
        {
            throw Damaged();
        }

        var values = stack.GetRange(stack.Count - count, count);
        stack.RemoveRange(stack.Count - count, count);
        return values;
    }

    private List<object?> PopToMark()
    {
        var mark = stack.LastIndexOf(MarkObject);
        var values = mark >= 0 ? PopLast(stack.Count - mark - 1) : throw Damaged();
        stack.RemoveAt(mark);
        return values;
    }

    private object? Remembered(long index) => memo.TryGetValue(index, out var value) ? value : throw Damaged();
}
