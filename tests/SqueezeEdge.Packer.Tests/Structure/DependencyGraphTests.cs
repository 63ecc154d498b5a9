// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tests.Structure;

public sealed class DependencyGraphTests
{
    [Fact]
    public void TheShortestCircleIsShownWithItsExamples()
    {
        var graph = new DependencyGraph();
        graph.Add("a", "a", "itself");
        graph.Add("a", "b", "1");
        graph.Add("b", "c", "2");
        graph.Add("a", "c", "3");
        graph.Add("d", "a", "4");
        Assert.Empty(graph.Circle());
        graph.Add("c", "d", "5");
        Assert.Equal(["a uses c: 3", "c uses d: 5", "d uses a: 4"], graph.Circle());
        graph.Add("d", "c", "6");
        Assert.Equal(["c uses d: 5", "d uses c: 6"], graph.Circle());
    }
}
