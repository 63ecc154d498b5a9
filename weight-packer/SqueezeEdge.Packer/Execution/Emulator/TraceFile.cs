// SPDX-License-Identifier: MIT
using System.Buffers.Binary;

namespace SqueezeEdge.Packer.Execution.Emulator;

/// <summary>Reads the binary trace of the emulated program.</summary>
public static class TraceFile
{
    private const int HeadBytes = 12;
    private const int SumsMap = 0xFFFF;

    /// <summary>Reads a trace.</summary>
    /// <param name="bytes">The file.</param>
    /// <returns>For each frame its class sums and, where rows were traced, its maps.</returns>
    /// <exception cref="ModelException">The trace is cut off or inconsistent.</exception>
    public static IReadOnlyList<(int[] Sums, MapTrace Maps)> Read(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<(int[] Sums, MapTrace Maps)>();
        var builder = new MapTraceBuilder();
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < HeadBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) > bytes.Length - HeadBytes)
            {
                throw new ModelException("the emulated program's trace is cut off.");
            }

            var map = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            var row = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
            var values = bytes.Slice(HeadBytes, BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]));
            if (map == SumsMap)
            {
                if (row != (ushort)frames.Count)
                {
                    throw new ModelException($"the emulated program's trace has frame {row} in place of frame {frames.Count}.");
                }

                frames.Add((ReadSums(values), builder.Complete()));
            }
            else
            {
                builder.Add(
                    map,
                    row,
                    BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
                    BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
                    values
                );
            }

            bytes = bytes[(HeadBytes + values.Length)..];
        }

        return frames;
    }

    private static int[] ReadSums(ReadOnlySpan<byte> values)
    {
        var sums = new int[values.Length / 4];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = BinaryPrimitives.ReadInt32LittleEndian(values[(4 * i)..]);
        }

        return sums;
    }
}
