// SPDX-License-Identifier: MIT
using System.Text.Json;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>Compares what the application prints with what the command line prints.</summary>
internal static class ResultLines
{
    /// <summary>Fails unless a line holds exactly these classes and probabilities.</summary>
    public static void AssertTop(JsonElement expected, JsonElement line)
    {
        Assert.True(line.TryGetProperty("top", out var top), line.GetRawText());
        Assert.Equal(Indices(expected), Indices(top));
        Assert.All(Probabilities(expected).Zip(Probabilities(top)), p => Assert.InRange(p.First - p.Second, -0.000011, 0.000011));
    }

    private static IEnumerable<int> Indices(JsonElement top) => top.EnumerateArray().Select(c => c.GetProperty("index").GetInt32());

    private static IEnumerable<double> Probabilities(JsonElement top) =>
        top.EnumerateArray().Select(c => c.GetProperty("probability").GetDouble());
}
