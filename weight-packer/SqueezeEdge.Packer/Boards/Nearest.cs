// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Boards;

/// <summary>What a mistyped word may have meant.</summary>
internal static class Nearest
{
    /// <summary>The question that ends an error message.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="known">What is possible.</param>
    /// <returns>For example <c>; did you mean 'camera'?</c>, without a full stop; empty where nothing is near.</returns>
    public static string Hint(string word, IEnumerable<string> known)
    {
        var (distance, nearest) = known
            .Select(k => (Distance: Distance(word.ToUpperInvariant(), k.ToUpperInvariant()), Known: k))
            .DefaultIfEmpty((Distance: int.MaxValue, Known: ""))
            .MinBy(k => k.Distance);
        return distance <= Math.Max(1, word.Length / 3) ? $"; did you mean '{nearest}'?" : "";
    }

    /// <summary>Letters to add, leave out or replace to make one word of the other (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
