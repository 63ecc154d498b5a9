// SPDX-License-Identifier: MIT
using System.Text.Json;
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Figures.Tests;

/// <summary>
/// The figures of docs/benchmarks.json: instructions, bytes of RAM and of flash. A figure may shrink, but not grow by more than
/// 2 %. With SQUEEZEEDGE_RECORD=1 the measured values are written instead.
/// </summary>
public static class RecordedFigures
{
    private const double Tolerance = 1.02;
    private static readonly Lock Gate = new();
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static string Path => System.IO.Path.Combine(RepositoryLayout.Find().Root, "docs", "benchmarks.json");

    /// <summary>Compares one figure with its record.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="measured">Its value now.</param>
    public static void Check(string name, long measured)
    {
        lock (Gate)
        {
            var figures = File.Exists(Path) ? JsonSerializer.Deserialize<SortedDictionary<string, long>>(File.ReadAllText(Path))! : [];
            if (Environment.GetEnvironmentVariable("SQUEEZEEDGE_RECORD") == "1")
            {
                figures[name] = measured;
                File.WriteAllText(Path, JsonSerializer.Serialize(figures, Indented) + "\n");
                return;
            }

            Assert.True(
                figures.TryGetValue(name, out var recorded),
                $"docs/benchmarks.json has no '{name}'; it is {measured:N0} now. Record it with SQUEEZEEDGE_RECORD=1."
            );
            Assert.True(
                measured <= recorded * Tolerance,
                $"'{name}' grew from {recorded:N0} to {measured:N0}, more than 2 %. If that is meant, "
                    + "record it with SQUEEZEEDGE_RECORD=1 and say why in docs/benchmarks.md."
            );
        }
    }
}
