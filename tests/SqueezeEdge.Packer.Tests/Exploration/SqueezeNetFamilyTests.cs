// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Exploration;

public sealed class SqueezeNetFamilyTests
{
    private static readonly InputDescription Input = SqueezeNetDescriptions.DeepCompressedV10().Input;

    [Fact]
    public void TheReleasesHaveTheirPublishedParameterCounts()
    {
        Assert.Equal(1_248_424, Parameters(SqueezeNetFamily.V10));
        Assert.Equal(1_235_496, Parameters(SqueezeNetFamily.V11));
    }

    [Fact]
    public void V10IsTheDeepCompressedNetwork()
    {
        var published = SqueezeNetDescriptions.DeepCompressedV10();
        var family = (SqueezeNetFamily.V10 with { LastPadding = 1 }).Describe(published.Name, Input, 1000);
        Assert.Equal(published.Operations, family.Operations);
    }

    [Fact]
    public void TheMetaparametersFollowThePapersFormulas()
    {
        var family = SqueezeNetFamily.V10 with
        {
            BaseE = 32,
            IncrE = 16,
            Freq = 3,
            SqueezeRatio = 0.25,
            Pct3x3 = 0.75,
            Modules = 7,
            PoolsAfter = [2],
        };
        var fires = family.Describe("x", Input, 10).Operations.OfType<Fire>().ToArray();
        Assert.Equal(7, fires.Length);
        for (var i = 0; i < fires.Length; i++)
        {
            var e = 32 + 16 * (i / 3);
            Assert.Equal(new Fire($"fire{i + 2}", e / 4, e / 4, e * 3 / 4), fires[i]);
        }

        Assert.Equal(["conv1", "fire2", "pool2", "fire3"], family.Describe("x", Input, 10).Operations.Take(4).Select(o => o.Name));
    }

    [Theory]
    [InlineData(Bypass.None, "")]
    [InlineData(Bypass.Simple, "3s 5s 7s 9s")]
    [InlineData(Bypass.Complex, "2c 3s 4c 5s 6c 7s 8c 9s")]
    public void ABypassGoesAroundTheModulesOfThePaper(Bypass bypass, string expected)
    {
        var fires = (SqueezeNetFamily.V10 with { Bypass = bypass })
            .Describe("x", Input, 1000)
            .Operations.OfType<Fire>()
            .Where(f => f.Bypass != Bypass.None);
        Assert.Equal(expected, string.Join(' ', fires.Select(f => f.Name["fire".Length..] + (f.Bypass == Bypass.Simple ? "s" : "c"))));
    }

    [Fact]
    public void AnOddShareLeavesBothKindsOfFilters()
    {
        var fire = (SqueezeNetFamily.V10 with { BaseE = 2, IncrE = 0, Pct3x3 = 1, SqueezeRatio = 0.01 })
            .Describe("x", Input, 10)
            .Operations.OfType<Fire>()
            .First();
        Assert.Equal((1, 1, 1), (fire.Squeeze, fire.Expand1x1, fire.Expand3x3));
    }

    [Fact]
    public void WhatIsOutOfRangeIsNamed()
    {
        var v = SqueezeNetFamily.V10;
        (SqueezeNetFamily Family, string Name)[] wrong =
        [
            (v with { BaseE = 1 }, "base_e"),
            (v with { IncrE = -1 }, "incr_e"),
            (v with { Freq = 0 }, "freq"),
            (v with { SqueezeRatio = 0 }, "squeeze ratio"),
            (v with { Pct3x3 = 1.5 }, "pct3x3"),
            (v with { Modules = 0 }, "modules"),
            (v with { PoolsAfter = [10] }, "layer 10"),
            (v with { SqueezeRatio = double.NaN }, "squeeze ratio"),
        ];
        Assert.All(wrong, w => Assert.Contains(w.Name, Assert.Throws<ModelException>(() => w.Family.Describe("x", Input, 10)).Message));
        Assert.Contains("classes", Assert.Throws<ModelException>(() => v.Describe("x", Input, 0)).Message);
    }

    private static long Parameters(SqueezeNetFamily family) =>
        SqueezeNetFamily.Parameters(new NetworkShapes(family.Describe("x", Input, 1000)));
}
