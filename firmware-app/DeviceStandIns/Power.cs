// SPDX-License-Identifier: MIT
namespace nanoFramework.Runtime.Native;

/// <summary>Stands in for nanoFramework.Runtime.Native: remembers what was asked for.</summary>
public class Power
{
    /// <summary>The restarts asked for.</summary>
    public static IList<RebootOption> Restarts { get; } = [];

    /// <summary>Restarts the board.</summary>
    /// <param name="rebootOption">How much of it.</param>
    public static void RebootDevice(RebootOption rebootOption) => Restarts.Add(rebootOption);
}
