// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.Text;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Tests.Models;

public sealed class SafetensorsTests
{
    [Fact]
    public void AModelSurvivesARoundTrip()
    {
        using var folder = new TemporaryFolder();
        var model = TestNetworks.Colour32();
        var read = ModelLoader.Load(folder.Write("model.safetensors", SafetensorsModel.Write(model)));
        Assert.Equal(model.Network.Operations, read.Network.Operations);
        for (var i = 0; i < model.Tensors.Count; i++)
        {
            Assert.Equal(model.Tensors[i].Weights, read.Tensors[i].Weights);
            Assert.Equal(model.Tensors[i].Bias, read.Tensors[i].Bias);
        }

        Assert.Equal(32, read.Identity.Length);
    }

    [Fact]
    public void TheDescriptionBesideTheFileMayRenameTensors()
    {
        using var folder = new TemporaryFolder();
        var model = TestNetworks.Grey28();
        var tensors = model
            .Tensors.SelectMany(t =>
            {
                var name = t.Shape.Name == "conv1" ? "features.0" : t.Shape.Name;
                var s = t.Shape;
                return new (string, (int[], float[]))[]
                {
                    (name + ".weight", ([s.OutputChannels, s.InputChannels, s.Kernel, s.Kernel], t.Weights)),
                    (name + ".bias", ([s.OutputChannels], t.Bias)),
                };
            })
            .ToDictionary(t => t.Item1, t => t.Item2);
        var description = Encoding.UTF8.GetString(ModelDescriptionFile.Write(model.Network)).TrimEnd()[..^1];
        var path = folder.Write("model.safetensors", Safetensors.Write(tensors));
        Assert.Contains("description", Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message);
        folder.Write("model.json", Encoding.UTF8.GetBytes(description + "}"));
        Assert.Contains("conv1.weight", Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message);
        folder.Write("model.json", Encoding.UTF8.GetBytes(description + ", \"tensors\": {\"conv9\": \"x\"}}"));
        Assert.Contains("conv9", Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message);
        folder.Write("model.json", Encoding.UTF8.GetBytes(description + ", \"tensors\": {\"conv1\": \"features.0\"}}"));
        Assert.Equal(model.Tensors[0].Weights, ModelLoader.Load(path).Tensors[0].Weights);
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3C, 0x00, 0xC1 })]
    [InlineData("BF16", new byte[] { 0x80, 0x3F, 0x20, 0xC0 })]
    public void ReadsHalfPrecision(string type, byte[] data)
    {
        var file = File("""{"a":{"dtype":"TYPE","shape":[2],"data_offsets":[0,4]}}""".Replace("TYPE", type), data);
        Assert.Equal([1f, -2.5f], Safetensors.Read(file, "f").Tensors["a"].Values);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-4,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":3}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void RefusesAnInconsistentTable(string table) =>
        Assert.Contains(
            "f.safetensors",
            Assert.Throws<ModelException>(() => Safetensors.Read(File(table, new byte[8]), "f.safetensors")).Message
        );

    [Theory]
    [InlineData(0UL, 4)]
    [InlineData(100UL, 50)]
    [InlineData(ulong.MaxValue, 50)]
    [InlineData(0x8000000000000000UL, 50)]
    public void RefusesAWrongLength(ulong length, int size)
    {
        var bytes = new byte[Math.Max(8, size)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        Assert.Throws<ModelException>(() => Safetensors.Read(bytes[..size], "f"));
    }

    [Fact]
    public void RefusesWeightsThatAreNoNumbers()
    {
        var model = TestNetworks.Grey28();
        model.Tensors[1].Weights[0] = float.PositiveInfinity;
        Assert.Contains(
            "fire2/squeeze1x1.weight",
            Assert.Throws<ModelException>(() => SafetensorsModel.Read(SafetensorsModel.Write(model), null, "f")).Message
        );
    }

    [Fact]
    public void TheLoaderNamesTheFormatsItReads()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<ModelException>(() => ModelLoader.Load(folder.Write("model.h5", [1, 2, 3])));
        Assert.Contains(".net", error.Message);
        Assert.Contains(".safetensors", error.Message);
        Assert.Throws<ModelException>(() => ModelLoader.Load(folder.Path("absent.net")));
        Assert.Contains("empty.net", Assert.Throws<ModelException>(() => ModelLoader.Load(folder.Write("empty.net", []))).Message);
        Assert.Equal("grey-28", ModelLoader.Load(folder.Write("weights.bin", SafetensorsModel.Write(TestNetworks.Grey28()))).Network.Name);
    }

    private static byte[] File(string table, byte[] data) =>
        [.. BitConverter.GetBytes((ulong)table.Length), .. Encoding.UTF8.GetBytes(table), .. data];
}
