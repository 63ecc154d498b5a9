// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer;

/// <summary>Known names that resemble a mistyped one.</summary>
public static class NearestNames
{
    /// <summary>Finds names that a few changed, missing, superfluous or swapped letters turn into the given one.</summary>
    /// <param name="name">What was given; case does not count.</param>
    /// <param name="known">The names there are.</param>
    /// <param name="most">How many to return at most.</param>
    /// <returns>The nearest first; none when no name is near: at most a third of the letters may differ, or the one begins the
    /// other.</returns>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> known, int most) =>
        [
            .. Measure(name, known)
                .Where(k => k.Distance <= Math.Max(1, Math.Max(name.Length, k.Name.Length) / 3) || Begins(name, k.Name))
                .Take(most)
                .Select(k => k.Name),
        ];

    /// <summary>Ranks names by how few letters differ, however many these are.</summary>
    /// <param name="name">What was given; case does not count.</param>
    /// <param name="known">The names there are.</param>
    /// <param name="most">How many to return at most.</param>
    /// <returns>The nearest first.</returns>
    public static IReadOnlyList<string> Ranked(string name, IEnumerable<string> known, int most) =>
        [.. Measure(name, known).Take(most).Select(k => k.Name)];

    private static IEnumerable<(string Name, int Distance)> Measure(string name, IEnumerable<string> known) =>
        known
            .Distinct()
            .Select(k => (Name: k, Distance: Distance(name.ToLowerInvariant(), k.ToLowerInvariant())))
            .OrderBy(k => k.Distance)
            .ThenBy(k => k.Name, StringComparer.Ordinal);

    private static bool Begins(string name, string known) => name.Length >= 3 && known.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, each counted once.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var changed = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(changed, 1 + Math.Min(rows[i - 1, j], rows[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
