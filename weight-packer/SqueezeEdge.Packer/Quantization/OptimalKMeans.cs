// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Quantization;

/// <summary>Optimal one-dimensional k-means by dynamic programming: no starting values, no local minima.</summary>
public static class OptimalKMeans
{
    /// <summary>More distinct values than this are first gathered into as many equal bins.</summary>
    private const int Bins = 4096;

    /// <summary>Finds the centroids with the least weighted squared error.</summary>
    /// <param name="values">The values.</param>
    /// <param name="importance">Weight of each value, not negative.</param>
    /// <param name="clusters">How many centroids at most.</param>
    /// <returns>Centroids, ascending; fewer than asked where there are fewer distinct values.</returns>
    public static double[] Centroids(IReadOnlyList<float> values, IReadOnlyList<double> importance, int clusters)
    {
        var points = Gather(values, importance);
        var n = points.Length;
        if (n <= clusters)
        {
            return [.. points.Select(p => p.Value)];
        }

        var weight = new double[n + 1];
        var sum = new double[n + 1];
        var square = new double[n + 1];
        for (var i = 0; i < n; i++)
        {
            weight[i + 1] = weight[i] + points[i].Weight;
            sum[i + 1] = sum[i] + points[i].Weight * points[i].Value;
            square[i + 1] = square[i] + points[i].Weight * points[i].Value * points[i].Value;
        }

        var best = new double[n + 1];
        for (var i = 1; i <= n; i++)
        {
            best[i] = Cost(0, i);
        }

        var starts = new int[clusters][];
        for (var k = 1; k < clusters; k++)
        {
            var next = new double[n + 1];
            starts[k] = new int[n + 1];
            Solve(k, k + 1, n, k, n - 1, next, starts[k]);
            best = next;
        }

        var centroids = new double[clusters];
        var end = n;
        for (var k = clusters - 1; k >= 0; k--)
        {
            var start = k == 0 ? 0 : starts[k][end];
            centroids[k] = (sum[end] - sum[start]) / (weight[end] - weight[start]);
            end = start;
        }

        return centroids;

        double Cost(int from, int to)
        {
            var w = weight[to] - weight[from];
            var s = sum[to] - sum[from];
            return Math.Max(0, square[to] - square[from] - s * s / w);
        }

        // The best start of the last cluster never moves left as the end moves right: divide and conquer.
        void Solve(int k, int low, int high, int first, int last, double[] next, int[] start)
        {
            if (low > high)
            {
                return;
            }

            var middle = (low + high) / 2;
            next[middle] = double.MaxValue;
            for (var s = Math.Max(first, k); s <= Math.Min(last, middle - 1); s++)
            {
                var cost = best[s] + Cost(s, middle);
                if (cost < next[middle])
                {
                    next[middle] = cost;
                    start[middle] = s;
                }
            }

            Solve(k, low, middle - 1, first, start[middle], next, start);
            Solve(k, middle + 1, high, start[middle], last, next, start);
        }
    }

    private static (double Value, double Weight)[] Gather(IReadOnlyList<float> values, IReadOnlyList<double> importance)
    {
        var distinct = values.Distinct().Count();
        var low = (double)values.Min();
        var width = (values.Max() - low) / Bins;
        var groups = new Dictionary<double, (double Sum, double Weight)>();
        var floor = importance.Max() * 1e-9 + 1e-30;
        for (var i = 0; i < values.Count; i++)
        {
            double key = distinct <= Bins ? values[i] : Math.Min(Bins - 1, (int)((values[i] - low) / width));
            var w = importance[i] + floor;
            groups.TryGetValue(key, out var group);
            groups[key] = (group.Sum + w * values[i], group.Weight + w);
        }

        return [.. groups.Values.Select(g => (g.Sum / g.Weight, g.Weight)).OrderBy(g => g.Item1)];
    }
}
