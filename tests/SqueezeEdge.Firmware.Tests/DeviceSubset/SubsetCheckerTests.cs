// SPDX-License-Identifier: MIT
using F = SqueezeEdge.Firmware.Tests.DeviceSubset.ForbiddenConstructs;

namespace SqueezeEdge.Firmware.Tests.DeviceSubset;

/// <summary>The checker finds each construct it is there for, and nothing else.</summary>
public sealed class SubsetCheckerTests
{
    [Theory]
    [InlineData("GenericType`1", "is generic")]
    [InlineData(nameof(F.GenericMethod), "is generic")]
    [InlineData(nameof(F.GenericCall), "calls a generic method")]
    [InlineData(nameof(F.GenericField), "uses the generic type System.Collections.Generic.List`1")]
    [InlineData(nameof(F.GenericLocal), "uses the generic type System.Collections.Generic.Dictionary`2")]
    [InlineData(nameof(F.GenericBase), "uses the generic type System.Collections.Generic.List`1")]
    [InlineData(nameof(F.OtherSpan), "uses the generic type System.Span`1")]
    [InlineData(nameof(F.TakesFunc), "uses System.Func`1")]
    [InlineData(nameof(F.TakesAction), "uses System.Action")]
    [InlineData(nameof(F.TwoDimensions), "uses an array of 2 dimensions")]
    [InlineData(nameof(F.Stackalloc), "uses stackalloc")]
    [InlineData(nameof(F.Fixed), "pins a local with fixed")]
    [InlineData(nameof(F.IWithBody), "has a body in an interface")]
    [InlineData(nameof(F.Async), "is async or an iterator")]
    [InlineData(nameof(F.Iterator), "is async or an iterator")]
    [InlineData(nameof(F.LargeBytes), "allocates an array of 16,385 bytes")]
    [InlineData(nameof(F.LargeIntegers), "allocates an array of 16,388 bytes")]
    [InlineData(nameof(F.LargeStrings), "allocates an array of 16,392 bytes")]
    public void ForbiddenIsFound(string type, string expected) =>
        Assert.Contains(
            SubsetChecker.Check(typeof(F).Assembly.Location, type),
            v => v.StartsWith(type, StringComparison.Ordinal) && v.EndsWith(expected, StringComparison.Ordinal)
        );

    [Fact]
    public void AllowedIsLeftAlone() => Assert.Empty(SubsetChecker.Check(typeof(F).Assembly.Location, nameof(F.Allowed)));

    [Fact]
    public void EveryForbiddenConstructIsTried()
    {
        var tried = typeof(SubsetCheckerTests)
            .GetMethod(nameof(ForbiddenIsFound))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Cast<InlineDataAttribute>()
            .Select(d => (string)d.Data[0]!)
            .Append(nameof(F.Allowed));
        Assert.Equal(
            typeof(F).GetNestedTypes(System.Reflection.BindingFlags.NonPublic).Select(t => t.Name).Order(StringComparer.Ordinal),
            tried.Order(StringComparer.Ordinal)
        );
    }
}
