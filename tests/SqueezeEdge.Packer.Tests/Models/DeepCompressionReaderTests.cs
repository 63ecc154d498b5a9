// SPDX-License-Identifier: MIT
using System.Security.Cryptography;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Tests.Models;

public sealed class DeepCompressionReaderTests
{
    [Fact]
    public void ReadsThePublishedNetwork()
    {
        var bytes = File.ReadAllBytes(SharedMaterial.DeepCompressedModel);
        var model = DeepCompressionReader.Read(bytes);
        Assert.Equal(SHA256.HashData(bytes), model.Identity);
        Assert.Equal("e4ab6960ae8cd81505e1c2136921201507e930966c53deaf15862a395b3a3261", Convert.ToHexStringLower(model.Identity));
        Assert.Equal(26, model.Tensors.Count);
        Assert.Equal(415_921, model.Tensors.Sum(t => t.Weights.Count(w => w != 0)));
        Assert.Equal(1_244_448, model.Tensors.Sum(t => t.Weights.Length));
        Assert.Equal(3_976, model.Tensors.Sum(t => t.Bias.Length));
        Assert.Equal(13_998, Survivors("conv1"));
        Assert.Equal(5_731, Survivors("fire2"));
        Assert.Equal(77_422, Survivors("fire9"));
        Assert.Equal(103_323, Survivors("conv10"));

        int Survivors(string module) =>
            model.Tensors.Where(t => t.Shape.Name.Split('/')[0] == module).Sum(t => t.Bias.Length + t.Weights.Count(w => w != 0));
    }

    [Fact]
    public void ReadsCodesAndGaps()
    {
        var model = DeepCompressionReader.Read(Container());
        var conv1 = model.Tensors[0].Weights;
        Assert.Equal([(0, 0.5f), (17, -1.5f)], conv1.Select((w, i) => (i, w)).Where(p => p.w != 0));
        Assert.All(model.Tensors.Skip(1), t => Assert.All(t.Weights, w => Assert.Equal(0, w)));
    }

    [Fact]
    public void RefusesATruncatedFile()
    {
        var bytes = Container();
        foreach (var length in new[] { 0, 3, 103, 104, 1000, bytes.Length - 1 })
        {
            var error = Assert.Throws<ModelException>(() => DeepCompressionReader.Read(bytes.AsSpan(0, length)));
            Assert.Contains("ends within", error.Message);
        }
    }

    [Fact]
    public void RefusesTrailingBytes() =>
        Assert.Contains("1 bytes are left", Assert.Throws<ModelException>(() => DeepCompressionReader.Read([.. Container(), 0])).Message);

    [Fact]
    public void RefusesAGapPastTheEnd()
    {
        // fire2/squeeze1x1 has 1536 weights: 96 entries of gap 15 end on the last one, one more entry lies past it.
        var bytes = Container(fire2Entries: 97);
        Assert.Contains("fire2/squeeze1x1", Assert.Throws<ModelException>(() => DeepCompressionReader.Read(bytes)).Message);
        DeepCompressionReader.Read(Container(fire2Entries: 96));
    }

    [Fact]
    public void RefusesNotANumber() =>
        Assert.Contains("conv1", Assert.Throws<ModelException>(() => DeepCompressionReader.Read(Container(level: float.NaN))).Message);

    [Fact]
    public void RefusesMoreEntriesThanWeights()
    {
        var bytes = Container();
        BitConverter.GetBytes(-5).CopyTo(bytes, 4);
        Assert.Contains("fire2/squeeze1x1", Assert.Throws<ModelException>(() => DeepCompressionReader.Read(bytes)).Message);
    }

    /// <summary>conv1 has weight 0.5 (or the given level) at 0, a bridging entry at 16 and -1.5 at 17.</summary>
    internal static byte[] Container(float level = 0.5f, int fire2Entries = 0)
    {
        var shapes = new Topology.NetworkShapes(SqueezeNetDescriptions.DeepCompressedV10()).Tensors;
        var stream = new MemoryStream();
        var writer = new BinaryWriter(stream);
        for (var i = 0; i < shapes.Count; i++)
        {
            writer.Write(
                i == 0 ? 3
                : i == 1 ? fire2Entries
                : 0
            );
        }

        for (var i = 0; i < shapes.Count; i++)
        {
            writer.Write(0f);
            writer.Write(level);
            writer.Write(-1.5f);
            writer.Write(new byte[4 * 253]);
            writer.Write(new byte[4 * shapes[i].OutputChannels]);
            if (i == 0)
            {
                writer.Write([1, 0, 2, 0xF0, 0x00]);
            }
            else if (i == 1)
            {
                writer.Write(new byte[fire2Entries]);
                writer.Write(Enumerable.Repeat((byte)0xFF, (fire2Entries + 1) / 2).ToArray());
            }
        }

        return stream.ToArray();
    }
}
