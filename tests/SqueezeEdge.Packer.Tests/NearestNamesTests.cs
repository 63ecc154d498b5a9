// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tests;

public sealed class NearestNamesTests
{
    private static readonly string[] Verbs = ["inspect", "classify", "verify", "profile", "prune", "pack"];

    [Theory]
    [InlineData("inspct", "inspect")]
    [InlineData("INSPECT", "inspect")]
    [InlineData("porfile", "profile")]
    [InlineData("class", "classify")]
    [InlineData("veriffy", "verify")]
    public void AMistypedNameFindsWhatWasMeant(string name, string meant) => Assert.Equal(meant, NearestNames.Of(name, Verbs, 3)[0]);

    [Theory]
    [InlineData("zzz")]
    [InlineData("")]
    [InlineData("p")]
    public void WhatResemblesNothingFindsNothing(string name) => Assert.Empty(NearestNames.Of(name, Verbs, 3));

    [Fact]
    public void TheNearestComesFirstAndNoMoreThanAskedFor()
    {
        Assert.Equal(["cat", "bat", "cart"], NearestNames.Of("cat", ["cart", "bat", "cat", "dog"], 3));
        Assert.Equal(["cat"], NearestNames.Of("cat", ["cart", "bat", "cat", "dog"], 1));
    }
}
