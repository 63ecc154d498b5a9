// SPDX-License-Identifier: MIT
namespace nanoFramework.Runtime.Native;

/// <summary>Stands in for nanoFramework.Runtime.Native.</summary>
public static class GC
{
    /// <summary>Collects garbage.</summary>
    /// <param name="compactHeap">Whether to move what is left together.</param>
    /// <returns>Free bytes of the managed heap.</returns>
    public static uint Run(bool compactHeap) => 40_960;
}
