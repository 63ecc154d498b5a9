// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tests.Structure;

/// <summary>Which part of a program uses which other, with one example of each use.</summary>
internal sealed class DependencyGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> uses = new(StringComparer.Ordinal);

    /// <summary>Every part that uses another or is used.</summary>
    public IEnumerable<string> Parts => uses.Keys.Union(uses.Values.SelectMany(u => u.Keys)).Order(StringComparer.Ordinal);

    /// <summary>Notes a use; what a part uses of itself does not count.</summary>
    /// <param name="from">The part that uses.</param>
    /// <param name="to">The part that is used.</param>
    /// <param name="example">Where it does.</param>
    public void Add(string from, string to, string example)
    {
        if (from == to)
        {
            return;
        }

        if (!uses.TryGetValue(from, out var used))
        {
            uses.Add(from, used = new SortedDictionary<string, string>(StringComparer.Ordinal));
        }

        used.TryAdd(to, example);
    }

    /// <summary>Whether one part uses another.</summary>
    public bool Uses(string from, string to) => uses.TryGetValue(from, out var used) && used.ContainsKey(to);

    /// <summary>The shortest circle there is.</summary>
    /// <returns>One line for each use in it, from its first part back to that part; empty where there is none.</returns>
    public IReadOnlyList<string> Circle()
    {
        var circle = uses.Keys.Select(Back).Where(c => c.Count > 0).MinBy(c => c.Count) ?? [];
        return [.. circle.Zip(circle.Skip(1), (from, to) => $"{from} uses {to}: {uses[from][to]}")];
    }

    /// <summary>Fails, and shows the shortest circle, where there is one.</summary>
    public void AssertNoCircle()
    {
        var circle = Circle();
        Assert.True(circle.Count == 0, string.Join(Environment.NewLine, circle.Prepend("a circle:")));
    }

    /// <summary>The shortest way from a part back to itself, breadth first.</summary>
    private List<string> Back(string start)
    {
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out var part))
        {
            foreach (var next in uses.TryGetValue(part, out var used) ? used.Keys.ToArray() : [])
            {
                if (before.TryAdd(next, part))
                {
                    queue.Enqueue(next);
                }
            }
        }

        var way = new List<string>();
        for (var part = start; before.TryGetValue(part, out var previous) && (part != start || way.Count == 0); part = previous)
        {
            way.Insert(0, part);
        }

        return way.Count == 0 ? [] : [start, .. way];
    }
}
