// SPDX-License-Identifier: MIT
using System.Text;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Models.PyTorch;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Models;

public sealed class StateDictReaderTests
{
    private static readonly Dictionary<string, int[]> Fires = new()
    {
        ["1.0"] = [3, 4, 5, 7, 8, 9, 10, 12],
        ["1.1"] = [3, 4, 6, 7, 9, 10, 11, 12],
    };

    [Theory]
    [InlineData("1.0", "conv1 pool1 fire2 fire3 fire4 pool4 fire5 fire6 fire7 fire8 pool8 fire9 conv10 pool10", "")]
    [InlineData("1.1", "conv1 pool1 fire2 fire3 pool3 fire4 fire5 pool5 fire6 fire7 fire8 fire9 conv10 pool10", "module.")]
    public void TorchvisionsNamesAreRecognised(string version, string operations, string prefix)
    {
        var model = StateDictReader.Read(Torchvision(version, prefix).Build(), null, "m.pth");
        Assert.Equal(operations, string.Join(' ', model.Network.Operations.Select(o => o.Name)));
        Assert.Equal(version == "1.0" ? 7 : 3, Assert.IsType<Convolution>(model.Network.Operations[0]).Kernel);
        Assert.Equal([58.395f, 57.12f, 57.375f], model.Network.Input.Deviation);
        Assert.All(model.Network.Operations.OfType<MaxPool>(), p => Assert.True(p.CeilMode));
        var squeeze = model.Tensors.Single(t => t.Shape.Name == "fire9/squeeze1x1");
        Assert.Equal(1012f, squeeze.Weights[0]);
        Assert.Equal(5, model.Network.Classes);
    }

    [Fact]
    public void OtherNamesNeedADescription()
    {
        using var folder = new TemporaryFolder();
        var model = TestNetworks.Bypass24();
        var builder = new TorchBuilder();
        foreach (var t in model.Tensors)
        {
            var name = t.Shape.Name == "conv1" ? "stem.0" : t.Shape.Name;
            builder
                .Tensor(name + ".weight", t.Weights, t.Shape.OutputChannels, t.Shape.InputChannels, t.Shape.Kernel, t.Shape.Kernel)
                .Tensor(name + ".bias", t.Bias, t.Shape.OutputChannels);
        }

        var path = folder.Write("own.pth", builder.Build());
        var error = Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message;
        Assert.Contains("own.json", error);
        Assert.Contains("torchvision", error);
        var description = Encoding.UTF8.GetString(ModelDescriptionFile.Write(model.Network)).TrimEnd()[..^1];
        folder.Write("own.json", Encoding.UTF8.GetBytes(description + """, "tensors": { "conv1": "stem.0" } }"""));
        ImportAssert.SameNetwork(model, ModelLoader.Load(path));
        folder.Write("own.json", Encoding.UTF8.GetBytes(description + "}"));
        Assert.Contains("conv1.weight", Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message);
    }

    [Fact]
    public void ViewsAndHalfPrecisionAreRead()
    {
        // 1 2 / 3 4 / 5 6 transposed, from the second number of the storage on.
        byte[] half = [.. new[] { 9f, 1, 2, 3, 4, 5, 6 }.SelectMany(v => BitConverter.GetBytes((Half)v))];
        byte[] brain =
        [
            .. new[] { 9f, 1, 2, 3, 4, 5, 6 }.SelectMany(v => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(v) >> 16))),
        ];
        byte[] wide = [.. new[] { 9d, 1, 2, 3, 4, 5, 6 }.SelectMany(BitConverter.GetBytes)];
        foreach (var (type, content) in new[] { ("HalfStorage", half), ("BFloat16Storage", brain), ("DoubleStorage", wide) })
        {
            var file = new TorchBuilder().Tensor("t", type, content, 7, 1, [2, 3], [1, 2]).Build();
            var (shape, values) = TorchFile.Read(file)["t"];
            Assert.Equal([2, 3], shape);
            Assert.Equal([1f, 3, 5, 2, 4, 6], values());
        }
    }

    [Theory]
    [InlineData(7, 2, new[] { 2, 3 }, new[] { 3, 1 })]
    [InlineData(6, 0, new[] { 2, 4 }, new[] { 3, 1 })]
    [InlineData(7, -1, new[] { 2 }, new[] { 1 })]
    [InlineData(7, 0, new[] { 2 }, new[] { -1 })]
    [InlineData(7, 0, new[] { int.MaxValue, int.MaxValue, int.MaxValue }, new[] { 0, 0, 0 })]
    [InlineData(7, 0, new[] { 2, 2 }, new[] { int.MaxValue, int.MaxValue })]
    [InlineData(7, 0, new[] { 2 }, new[] { 1, 1 })]
    [InlineData(int.MaxValue, 0, new[] { 20 }, new[] { 1 })]
    public void TensorsOutsideTheirStorageAreRefused(int count, int offset, int[] shape, int[] strides)
    {
        var file = new TorchBuilder().Tensor("t", "FloatStorage", new byte[28], count, offset, shape, strides).Build();
        Assert.Contains("storage", Assert.Throws<ModelException>(() => TorchFile.Read(file)["t"].Values()).Message);
    }

    [Fact]
    public void NothingIsExecuted()
    {
        Refused("os.system", b => b.Text("x").Global("os", "system").Raw("("u8).Text("echo").Raw("tR"u8));
        Refused("builtins.eval", b => b.Text("x").Text("builtins").Text("eval").Raw([0x93]));
        Refused("opcode 0x69", b => b.Text("x").Raw("i"u8));
        Refused("opcode 0x81", b => b.Text("x").Global("collections", "OrderedDict").Raw([(byte)')', 0x81]));
        Refused("calls 'torch.FloatStorage'", b => b.Text("x").Global("torch", "FloatStorage").Raw(")R"u8));
        Refused("no storage", b => b.Text("x").Text("storage").Raw("Q"u8));
        Refused("torch.LongStorage", b => b.Tensor("t", "LongStorage", new byte[8], 1, 0, [1], [1]));
        Refused("'epoch' of the PyTorch file is no tensor", b => b.Text("epoch").Int(3));
    }

    [Fact]
    public void PicklesThatWantToExhaustTheReaderAreRefused()
    {
        // A dictionary that holds itself: remembered as 1, then put into itself.
        Refused("is no tensor", b => b.Text("state_dict").Raw("}q\u0001"u8).Text("state_dict").Raw("h\u0001s"u8));
        Refused("opcodes", b => b.Raw(Enumerable.Repeat((byte)'}', 300_000).ToArray()));
        Refused("opcodes", b => b.Raw(Enumerable.Repeat((byte)'(', 150_000).Concat(Enumerable.Repeat((byte)'t', 150_000)).ToArray()));
        Refused("truncated", b => b.Raw([(byte)'X', 0xFF, 0xFF, 0xFF, 0x7F]));
    }

    [Fact]
    public void OtherContainersAreRefused()
    {
        Assert.Contains(
            "tar archive",
            Assert.Throws<ModelException>(() => TorchFile.Read([.. new byte[257], .. "ustar"u8, .. new byte[300]])).Message
        );
        Assert.Contains("no file of torch.save", Assert.Throws<ModelException>(() => TorchFile.Read([1, 2, 3])).Message);
        Assert.Contains(
            "compressed",
            Assert
                .Throws<ModelException>(() =>
                    TorchFile.Read(
                        new TorchBuilder { Deflated = true }
                            .Tensor("t", new float[9000], 9000)
                            .Build()
                    )
                )
                .Message
        );
        Assert.Contains(
            "big-endian",
            Assert
                .Throws<ModelException>(() =>
                    TorchFile.Read(
                        new TorchBuilder { ByteOrder = "big" }
                            .Tensor("t", new float[9], 9)
                            .Build()
                    )
                )
                .Message
        );
        var file = new TorchBuilder().Tensor("t", [1, 2, 3, 4], 4).Build();
        file[file.AsSpan().IndexOf(BitConverter.GetBytes(3f))] ^= 1;
        Assert.Contains("CRC-32", Assert.Throws<ModelException>(() => TorchFile.Read(file)["t"].Values()).Message);
    }

    [Fact]
    public void DamagedFilesAreRefused() => ImportAssert.SurvivesDamage(".pth", Torchvision("1.1", "").Build());

    private static void Refused(string message, Action<TorchBuilder> write)
    {
        var builder = new TorchBuilder();
        write(builder);
        Assert.Contains(message, Assert.Throws<ModelException>(() => TorchFile.Read(builder.Build())).Message);
    }

    /// <summary>A thin network: two filters everywhere, five classes; the first weight of layer i is 1000 + i.</summary>
    private static TorchBuilder Torchvision(string version, string prefix)
    {
        var builder = new TorchBuilder();
        Layer("features.0", 0, 2, 3, version == "1.0" ? 7 : 3);
        var channels = 2;
        foreach (var i in Fires[version])
        {
            Layer($"features.{i}.squeeze", i, 2, channels, 1);
            Layer($"features.{i}.expand1x1", i, 2, 2, 1);
            Layer($"features.{i}.expand3x3", i, 2, 2, 3);
            channels = 4;
        }

        Layer("classifier.1", 13, 5, channels, 1);
        return builder;

        void Layer(string name, int index, int filters, int inputs, int kernel)
        {
            var weights = Enumerable.Range(0, filters * inputs * kernel * kernel).Select(i => i == 0 ? 1000f + index : i / 100f).ToArray();
            builder
                .Tensor($"{prefix}{name}.weight", weights, filters, inputs, kernel, kernel)
                .Tensor($"{prefix}{name}.bias", new float[filters], filters);
        }
    }
}
