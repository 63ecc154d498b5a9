// SPDX-License-Identifier: MIT
namespace nanoFramework.Hardware.Esp32;

/// <summary>Stands in for nanoFramework.Hardware.Esp32: a chip with as much memory as a test says.</summary>
public class NativeMemory
{
    /// <summary>Kinds of memory.</summary>
    public enum MemoryType
    {
        /// <summary>Any.</summary>
        All,

        /// <summary>Inside the chip.</summary>
        Internal,

        /// <summary>Outside.</summary>
        SpiRam,
    }

    /// <summary>Free bytes reported.</summary>
    public static uint Free { get; set; } = 102_400;

    /// <summary>Largest block reported.</summary>
    public static uint Largest { get; set; } = 90_112;

    /// <summary>Tells how much memory there is.</summary>
    /// <param name="type">Which.</param>
    /// <param name="totalSize">In all, in bytes.</param>
    /// <param name="totalFreeSize">Free.</param>
    /// <param name="largestFreeBlock">The largest free block.</param>
    /// <returns>Whether this kind of memory is there.</returns>
    public static bool GetMemoryInfo(MemoryType type, out uint totalSize, out uint totalFreeSize, out uint largestFreeBlock)
    {
        (totalSize, totalFreeSize, largestFreeBlock) = (320 * 1024, Free, Largest);
        return type != MemoryType.SpiRam;
    }
}
