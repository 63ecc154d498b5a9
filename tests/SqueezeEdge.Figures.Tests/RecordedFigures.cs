// SPDX-License-Identifier: MIT
using System.Text.Json;
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Figures.Tests;

/// <summary>
/// The figures of docs/benchmarks.json: instructions, bytes of RAM and of flash, pictures. A measured one may differ from its
/// record by 2 %, in either direction: what has become better is worth recording, too. With SQUEEZEEDGE_RECORD=1 the measured
/// values are written instead, here and in the documents that quote them (<see cref="DocumentedFigures"/>).
/// </summary>
public static class RecordedFigures
{
    private const double Tolerance = 0.02;
    private static readonly Lock Gate = new();
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Whether figures are to be written instead of compared.</summary>
    public static bool Recording => Environment.GetEnvironmentVariable("SQUEEZEEDGE_RECORD") == "1";

    private static string Path => System.IO.Path.Combine(RepositoryLayout.Find().Root, "docs", "benchmarks.json");

    /// <summary>All figures by name.</summary>
    /// <returns>The figures.</returns>
    public static SortedDictionary<string, long> Read() =>
        File.Exists(Path) ? JsonSerializer.Deserialize<SortedDictionary<string, long>>(File.ReadAllText(Path))! : [];

    /// <summary>Compares one figure with its record.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="measured">Its value now.</param>
    public static void Check(string name, long measured) => Check(name, measured, 0);

    /// <summary>Compares a number of pictures with its record. Float sums differ between machines, so a few pictures may.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="measured">Its value now.</param>
    public static void CheckPictures(string name, long measured) => Check(name, measured, 3);

    /// <summary>Does something that changes recorded files, alone, and brings the documents up to date with them.</summary>
    /// <param name="record">Writes the files.</param>
    public static void Record(Action record)
    {
        lock (Gate)
        {
            record();
            DocumentedFigures.Update();
        }
    }

    private static void Check(string name, long measured, long slack)
    {
        if (Recording)
        {
            Record(() =>
            {
                var figures = Read();
                figures[name] = measured;
                File.WriteAllText(Path, JsonSerializer.Serialize(figures, Indented) + "\n");
            });
            return;
        }

        if (Problem(name, measured, Read(), slack) is { } problem)
        {
            Assert.Fail(problem);
        }
    }

    /// <summary>What is wrong with a measured value.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="measured">Its value now.</param>
    /// <param name="figures">The recorded figures.</param>
    /// <param name="slack">By how much it may differ beside the 2 %.</param>
    /// <returns>The problem, or null.</returns>
    public static string? Problem(string name, long measured, IReadOnlyDictionary<string, long> figures, long slack = 0)
    {
        if (!figures.TryGetValue(name, out var recorded))
        {
            return $"nothing is recorded for '{name}'; it is {measured:N0} now. Record it with SQUEEZEEDGE_RECORD=1.";
        }

        var allowed = recorded * Tolerance + slack;
        return measured > recorded + allowed
                ? $"'{name}' grew from {recorded:N0} to {measured:N0}, more than 2 %. If that is meant, record it with "
                    + "SQUEEZEEDGE_RECORD=1 and say why in docs/benchmarks.md."
            : measured < recorded - allowed
                ? $"'{name}' shrank from {recorded:N0} to {measured:N0}, more than 2 %. Record it with SQUEEZEEDGE_RECORD=1, "
                    + "so that it cannot grow back unnoticed and the documents tell the better value."
            : null;
    }
}
