// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;

namespace SqueezeEdge.Packer.Tests.Blob;

/// <summary>Counts worked out by hand from docs/arithmetic.md, "Units". A channel always has the ends of three lists.</summary>
public sealed class ChannelUnitsTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(3 + 2, 5)]
    [InlineData(3 + 3, 5, 5)]
    [InlineData(3 + 4, 5, 5, 5)]
    [InlineData(3 + 4 + 2, 5, 5, 5, 5)]
    [InlineData(3 + 4 + 3, 7, 5, 5, 7, 5)]
    // 127 and 126 fill a chunk (253); 5 does not fit it, 4 does (257); 5 begins another.
    [InlineData(3 + 3 * 2 + 3 + 2, 4, 126, 127, 5)]
    // Three times 85 fills a chunk (255); the pair of 2 begins another.
    [InlineData(3 + 4 + 3 + 3, 85, 85, 85, 2, 2)]
    // Three times 86 does not fit a chunk: a pair in one, a single in another.
    [InlineData(3 + 6 + 5, 86, 86, 86)]
    // The same behind an open chunk, which ends first.
    [InlineData(3 + 4 + 3 + 6 + 5, 1, 1, 1, 86, 86, 86)]
    public void UnitsAreThoseOfTheRules(int units, params int[] magnitudes) => Assert.Equal(units, ChannelUnits.Count(magnitudes));
}
