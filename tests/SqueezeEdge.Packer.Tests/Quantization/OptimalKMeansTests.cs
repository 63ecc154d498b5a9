// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Quantization;

namespace SqueezeEdge.Packer.Tests.Quantization;

public sealed class OptimalKMeansTests
{
    [Fact]
    public void EqualsTryingAllPartitions()
    {
        var random = new Random(11);
        for (var round = 0; round < 30; round++)
        {
            var n = random.Next(4, 11);
            var values = Enumerable.Range(0, n).Select(_ => random.NextSingle() * 2 - 1).ToArray();
            var importance = Enumerable.Range(0, n).Select(_ => random.NextDouble() + 0.01).ToArray();
            for (var clusters = 1; clusters <= 4; clusters++)
            {
                var centroids = OptimalKMeans.Centroids(values, importance, clusters);
                Assert.Equal(clusters, centroids.Length);
                Assert.Equal(centroids.Order(), centroids);
                var error = values.Zip(importance, (v, w) => w * centroids.Min(c => (v - c) * (v - c))).Sum();
                Assert.Equal(Exhaustive(values, importance, clusters), error, 1e-6);
            }
        }
    }

    [Fact]
    public void FewDistinctValuesAreTheirOwnCentroids() =>
        Assert.Equal([-1, 0.5, 2], OptimalKMeans.Centroids([2, -1, 0.5f, 2, -1], [1, 1, 1, 0, 1], 5));

    private static double Exhaustive(float[] values, double[] importance, int clusters)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        return Best(0, clusters);

        double Best(int start, int left)
        {
            if (left == 1)
            {
                return Cost(start, order.Length);
            }

            var least = double.MaxValue;
            for (var end = start + 1; end <= order.Length - left + 1; end++)
            {
                least = Math.Min(least, Cost(start, end) + Best(end, left - 1));
            }

            return least;
        }

        double Cost(int from, int to)
        {
            var part = order[from..to];
            var mean = part.Sum(i => importance[i] * values[i]) / part.Sum(i => importance[i]);
            return part.Sum(i => importance[i] * (values[i] - mean) * (values[i] - mean));
        }
    }
}
