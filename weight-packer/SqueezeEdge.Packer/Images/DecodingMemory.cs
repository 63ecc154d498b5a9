// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Images;

/// <summary>A fixed amount of memory, shared by the pictures decoded at the same time: who finds too little left waits.</summary>
/// <param name="total">Bytes for all pictures together.</param>
internal sealed class DecodingMemory(long total)
{
    private readonly Lock reading = new();
    private readonly object changed = new();
    private long used;
    private long dead;

    /// <summary>Bytes for all pictures together.</summary>
    public long Total => total;

    /// <summary>
    /// Reads a picture's file and waits until there is memory for its pixels. One file at a time waits, so that the largest is not
    /// overtaken for ever.
    /// </summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="open">Reads the file and says how many bytes decoding takes, at most <see cref="Total"/>.</param>
    /// <returns>What was read, and the bytes to <see cref="Return"/>.</returns>
    public (T Opened, long Bytes) Take<T>(Func<(T Opened, long Bytes)> open)
    {
        lock (reading)
        {
            var (opened, bytes) = open();
            ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, total);
            lock (changed)
            {
                while (used + bytes > total)
                {
                    Monitor.Wait(changed);
                }

                used += bytes;
                dead += bytes;
                if (dead > total / 4)
                {
                    // Dead pictures are large objects, which the garbage collector may leave for long.
                    dead = bytes;
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
                }
            }

            return (opened, bytes);
        }
    }

    /// <summary>Gives memory back.</summary>
    /// <param name="bytes">What <see cref="Take"/> gave.</param>
    public void Return(long bytes)
    {
        lock (changed)
        {
            used -= bytes;
            Monitor.PulseAll(changed);
        }
    }
}
