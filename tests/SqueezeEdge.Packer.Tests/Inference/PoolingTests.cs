// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Inference;

public sealed class PoolingTests
{
    [Fact]
    public void CutsTheLastWindow()
    {
        var map = new FeatureMap<int>(1, 4, 4, [.. Enumerable.Range(0, 16)]);
        Assert.Equal([10, 11, 14, 15], Pooling.Max(map, new MaxPool("p", 3, 2, true), new OperationShape(1, 2, 2)).Values);
        Assert.Equal([10], Pooling.Max(map, new MaxPool("p", 3, 2, false), new OperationShape(1, 1, 1)).Values);
        Assert.Equal([5, 7, 13, 15], Pooling.Max(map, new MaxPool("p", 2, 2, false), new OperationShape(1, 2, 2)).Values);
    }

    [Fact]
    public void TakesNegativeMaxima() =>
        Assert.Equal(
            [-1f],
            Pooling.Max(new FeatureMap<float>(1, 2, 2, [-4, -3, -1, -2]), new MaxPool("p", 2, 2, false), new OperationShape(1, 1, 1)).Values
        );
}
