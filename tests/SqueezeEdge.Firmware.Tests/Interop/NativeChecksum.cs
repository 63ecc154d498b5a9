// SPDX-License-Identifier: MIT
using System.Text;

namespace SqueezeEdge.Firmware.Tests.Interop;

/// <summary>The checksum of native methods: a CRC-32 (polynomial 04C11DB7, most significant bit first, starting at 0 and not inverted)
/// chained over their names, as nanoFramework's metadata processor computes it.</summary>
/// <param name="assembly">Name of the assembly.</param>
internal sealed class NativeChecksum(string assembly)
{
    private const uint Polynomial = 0x04C11DB7;

    private uint chained;
    private bool hasNative;

    /// <summary>The checksum so far; 0 without a native method.</summary>
    public uint Value => hasNative ? chained : 0;

    /// <summary>Adds the next method of the table.</summary>
    /// <param name="method">The method; null for one that is not native.</param>
    public void Add(NativeMethod? method)
    {
        if (method is null)
        {
            chained = Chain("NULL");
            return;
        }

        // Until a native method is complete the chain starts anew at every step: of the first one only the name counts.
        chained = Chain(assembly);
        chained = Chain(method.Class);
        chained = Chain(method.Name);
        hasNative = true;
    }

    private uint Chain(string text) =>
        Encoding
            .ASCII.GetBytes(text)
            .Aggregate(
                Value,
                (crc, value) =>
                {
                    crc ^= (uint)value << 24;
                    for (var bit = 0; bit < 8; bit++)
                    {
                        crc = (crc << 1) ^ (crc >> 31) * Polynomial;
                    }

                    return crc;
                }
            );
}
