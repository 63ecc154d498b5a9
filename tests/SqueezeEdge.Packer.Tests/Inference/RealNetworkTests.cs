// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Tests.Inference;

public sealed class RealNetworkTests
{
    /// <summary>Wrong channel order, resizing, padding or concatenation would leave next to nothing of the accuracy (about 66 %).</summary>
    [Fact]
    public void TheFloatNetworkRecognisesPhotographs()
    {
        var model = ModelLoader.Load(SharedMaterial.DeepCompressedModel);
        var images = LabelledImages.List(SharedMaterial.Photographs).Where((_, i) => i % 20 == 0).ToList();
        var network = new FloatNetwork(model);
        var right = images
            .AsParallel()
            .Count(image =>
            {
                var logits = network.Run(PixelPlanes.From(image.Load(), model.Network.Input));
                return Array.IndexOf(logits, logits.Max()) == image.ClassIndex;
            });
        Assert.Equal(25, images.Count);
        Assert.InRange(right, 13, 25);
    }
}
