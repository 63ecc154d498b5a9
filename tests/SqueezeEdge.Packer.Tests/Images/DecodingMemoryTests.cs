// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Images;

namespace SqueezeEdge.Packer.Tests.Images;

public sealed class DecodingMemoryTests
{
    [Fact]
    public void ManyThreadsTogetherNeverHoldMoreThanThereIs()
    {
        var memory = new DecodingMemory(100);
        var (held, most, atOnce, together) = (0L, 0L, 0, 0);
        var gate = new Lock();
        var threads = Enumerable
            .Range(0, 12)
            .Select(t => new Thread(() =>
            {
                for (var i = 0; i < 20; i++)
                {
                    var (index, bytes) = memory.Take(() => (i, 10L + (7 * t + 13 * i) % 91));
                    Assert.Equal(i, index);
                    lock (gate)
                    {
                        held += bytes;
                        together++;
                        (most, atOnce) = (Math.Max(most, held), Math.Max(atOnce, together));
                    }

                    Thread.Sleep(1);
                    lock (gate)
                    {
                        held -= bytes;
                        together--;
                    }

                    memory.Return(bytes);
                }
            }))
            .ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => Assert.True(t.Join(TimeSpan.FromSeconds(30))));
        Assert.InRange(most, 60, 100);
        Assert.InRange(atOnce, 2, 9);
    }

    [Fact]
    public void WhatCouldNeverBeGivenIsRefused()
    {
        var memory = new DecodingMemory(100);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Take(() => (0, 101L)));
        Assert.Equal((1, 100L), memory.Take(() => (1, 100L)));
    }
}
