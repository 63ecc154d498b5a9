// SPDX-License-Identifier: MIT
using System.Buffers.Binary;

namespace SqueezeEdge.Packer.Models.PyTorch;

/// <summary>A block of numbers that tensors lie in.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Its element type, for example <c>torch.FloatStorage</c>.</param>
/// <param name="Count">Its elements.</param>
internal sealed record TorchStorage(string Key, string Type, long Count)
{
    /// <summary>64-bit integers, of which only the step counters of batch normalizations consist; they are passed over.</summary>
    public const string Integers = "torch.LongStorage";

    /// <summary>Bytes of an element.</summary>
    public int ElementBytes =>
        Type switch
        {
            "torch.FloatStorage" => 4,
            "torch.DoubleStorage" or Integers => 8,
            _ => 2,
        };

    /// <summary>Interprets a persistent identifier of a pickle.</summary>
    /// <param name="identifier">('storage', type, key, device, count), in old files with a view after it.</param>
    /// <returns>The storage.</returns>
    /// <exception cref="ModelException">It is no storage, or a view of one.</exception>
    public static TorchStorage From(object? identifier) =>
        identifier switch
        {
            object?[]
            and ["storage", PickleName type, string key, string, long count]
                when count >= 0 && type.Name.EndsWith("Storage", StringComparison.Ordinal) => new TorchStorage(key, type.Name, count),
            object?[]
            and ["storage", PickleName type, string key, string, long count, null]
                when count >= 0 && type.Name.EndsWith("Storage", StringComparison.Ordinal) => new TorchStorage(key, type.Name, count),
            _ => throw new ModelException("the pickle refers to something that is no storage of float numbers."),
        };

    /// <summary>One element.</summary>
    /// <param name="bytes">The bytes of the storage.</param>
    /// <param name="index">Index of the element.</param>
    /// <returns>Its value.</returns>
    public float Element(ReadOnlySpan<byte> bytes, int index)
    {
        var at = bytes[(index * ElementBytes)..];
        return Type switch
        {
            "torch.FloatStorage" => BinaryPrimitives.ReadSingleLittleEndian(at),
            "torch.DoubleStorage" => (float)BinaryPrimitives.ReadDoubleLittleEndian(at),
            "torch.HalfStorage" => (float)BinaryPrimitives.ReadHalfLittleEndian(at),
            _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
        };
    }
}
