// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;

namespace SqueezeEdge.Packer;

/// <summary>What is undone when a signal ends the program: programs it started, temporary folders, files half written.</summary>
public static class Interruption
{
    private static readonly ConcurrentDictionary<long, Action> Pending = new();
    private static long last;

    /// <summary>Says what to undo as long as the result is not disposed of. The latest is undone first; faults are passed over.</summary>
    /// <param name="undo">Undoes it; may run on any thread.</param>
    /// <returns>Dispose of it when there is nothing left to undo.</returns>
    public static IDisposable OnSignal(Action undo)
    {
        var key = Interlocked.Increment(ref last);
        Pending[key] = undo;
        return new Registration(key);
    }

    /// <summary>Undoes everything that is pending.</summary>
    public static void Undo()
    {
        foreach (var (key, undo) in Pending.OrderByDescending(p => p.Key).ToArray())
        {
            if (!Pending.TryRemove(key, out _))
            {
                continue;
            }

            try
            {
                undo();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or NotSupportedException)
            {
                // The program ends all the same, and the rest is still to be undone.
            }
        }
    }

    private sealed class Registration(long key) : IDisposable
    {
        public void Dispose() => Pending.TryRemove(key, out _);
    }
}
