// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Pruning;

namespace SqueezeEdge.Packer.Tests.Pruning;

public sealed class MagnitudePruningTests
{
    [Fact]
    public void TheLargestWeightsStayAsTheyAre()
    {
        var model = TestNetworks.Colour32(1);
        var (pruned, layers) = MagnitudePruning.Prune(
            model,
            [DensityRule.Parse("fire*/expand3x3=0.25"), DensityRule.Parse("fire3/expand3x3=0.5")]
        );
        for (var i = 0; i < model.Tensors.Count; i++)
        {
            var (before, after) = (model.Tensors[i], pruned.Tensors[i]);
            var share = before.Shape.Name switch
            {
                "fire2/expand3x3" => 0.25,
                "fire3/expand3x3" => 0.5,
                _ => 1,
            };
            var count = (int)(share * before.Weights.Length);
            Assert.Equal(before.Bias, after.Bias);
            Assert.Equal(count, after.Weights.Count(w => w != 0));
            Assert.Equal((before.Weights.Length, count), (layers[i].Weights, layers[i].After));
            var smallest = after.Weights.Where(w => w != 0).Min(MathF.Abs);
            Assert.All(before.Weights.Zip(after.Weights), p => Assert.Equal(MathF.Abs(p.First) >= smallest ? p.First : 0, p.Second));
            Assert.Equal(after.Weights.Sum(w => (double)w * w) / before.Weights.Sum(w => (double)w * w), layers[i].Energy, 1e-9);
        }
    }

    [Fact]
    public void OfEqualWeightsTheFirstStayAndZerosAreNoLoss()
    {
        var model = TestNetworks.Grey28();
        Array.Fill(model.Tensors[0].Weights, -2);
        Array.Fill(model.Tensors[1].Weights, 0);
        var (pruned, layers) = MagnitudePruning.Prune(model, [new DensityRule("*", 0.5)]);
        var half = model.Tensors[0].Weights.Length / 2;
        Assert.All(pruned.Tensors[0].Weights[..half], w => Assert.Equal(-2, w));
        Assert.All(pruned.Tensors[0].Weights[half..], w => Assert.Equal(0, w));
        Assert.Equal((0, 0, 1.0), (layers[1].Before, layers[1].After, layers[1].Energy));
    }

    /// <summary>Table 1 prints 421,098 parameters after pruning: the kept weights and all biases.</summary>
    [Fact]
    public void Table1GivesThePapersParameters()
    {
        var network = SqueezeNetDescriptions.DeepCompressedV10();
        var random = new Random(4);
        var tensors = new Topology.NetworkShapes(network).Tensors.Select(s => new FloatTensor(
            s,
            [.. Enumerable.Range(0, s.Weights).Select(_ => 1 + random.NextSingle())],
            new float[s.OutputChannels]
        ));
        var (pruned, _) = MagnitudePruning.Prune(new FloatModel(network, [.. tensors], new byte[32]), DensityRule.Table1);
        Assert.InRange(pruned.Tensors.Sum(t => t.Weights.Count(w => w != 0) + t.Bias.Length), 421_088, 421_108);
    }

    /// <summary>The published pruned weights have the preset's densities, layer by layer.</summary>
    [Fact]
    public void Table1IsWhatThePublishedWeightsHave()
    {
        var model = ModelLoader.Load(SharedMaterial.DeepCompressedModel);
        foreach (var tensor in model.Tensors)
        {
            var density = DensityRule.Table1.Single(r => r.Matches(tensor.Shape.Name)).Density;
            Assert.Equal(density, (double)tensor.Weights.Count(w => w != 0) / tensor.Weights.Length, 0.02);
        }
    }

    [Theory]
    [InlineData("conv1", "no density")]
    [InlineData("=0.5", "no density")]
    [InlineData("conv1=half", "no density")]
    [InlineData("conv1=0", "above 0")]
    [InlineData("conv1=1.01", "at most 1")]
    [InlineData("conv1=NaN", "out of range")]
    public void BadDensitiesAreRefused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<ModelException>(() => DensityRule.Parse(text)).Message);

    [Fact]
    public void ARuleForNoLayerIsRefused()
    {
        var model = TestNetworks.Grey28();
        Assert.Contains(
            "'fire9/*' is no layer",
            Assert.Throws<ModelException>(() => MagnitudePruning.Prune(model, [new DensityRule("fire9/*", 0.5)])).Message
        );
        Assert.Contains(
            "'fire2.expand1x1' is no layer",
            Assert.Throws<ModelException>(() => MagnitudePruning.Prune(model, [new DensityRule("fire2.expand1x1", 0.5)])).Message
        );
        Assert.Throws<ModelException>(() => MagnitudePruning.Prune(model, DensityRule.Table1));
    }
}
