// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Tests.Models;

/// <summary>What every importer has to fulfil.</summary>
internal static class ImportAssert
{
    /// <summary>Same operations and weights.</summary>
    public static void SameNetwork(FloatModel expected, FloatModel actual)
    {
        Assert.Equal(expected.Network.Operations, actual.Network.Operations);
        Assert.Equal(expected.Tensors.Count, actual.Tensors.Count);
        for (var i = 0; i < expected.Tensors.Count; i++)
        {
            Assert.Equal(expected.Tensors[i].Weights, actual.Tensors[i].Weights);
            Assert.Equal(expected.Tensors[i].Bias, actual.Tensors[i].Bias);
        }
    }

    /// <summary>Truncated and bit-flipped files are read or refused, and reserve no more than a small multiple of their size.</summary>
    public static void SurvivesDamage(string extension, byte[] file)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(9);
        for (var i = 0; i < 300; i++)
        {
            var damaged = i < 100 ? file[..(file.Length * i / 100)] : (byte[])file.Clone();
            for (var flips = i < 100 ? 0 : 1 + i % 3; flips > 0; flips--)
            {
                // Half of the flips among the first bytes, where the structure is.
                damaged[random.Next(flips % 2 == 0 ? damaged.Length : Math.Min(damaged.Length, 1500))] ^= (byte)(1 << random.Next(8));
            }

            var path = folder.Write("damaged" + extension, damaged);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ModelLoader.Load(path);
            }
            catch (ModelException e)
            {
                Assert.Contains(path, e.Message);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 60L * file.Length + 4_000_000);
        }
    }
}
