// SPDX-License-Identifier: MIT
using System.Text;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Models.Onnx;
using SqueezeEdge.Packer.Topology;
using static SqueezeEdge.Packer.Tests.Models.OnnxBuilder;

namespace SqueezeEdge.Packer.Tests.Models;

public sealed class OnnxReaderTests
{
    [Fact]
    public void ReadsNumberedNodesAndAssumesTorchvisionsPixels()
    {
        var model = TestNetworks.Colour32();
        var read = OnnxReader.Read(OnnxSamples.Numbered(model), null, "zoo.onnx");
        ImportAssert.SameNetwork(model, read);
        Assert.Equal("zoo", read.Network.Name);
        Assert.Equal(ChannelOrder.Rgb, read.Network.Input.Order);
        Assert.Equal([123.675f, 116.28f, 103.53f], read.Network.Input.Mean);
        Assert.Equal((32, 32, 36), (read.Network.Input.Width, read.Network.Input.Height, read.Network.Input.ResizeSize));
        Assert.Contains("assumed 32x32, RGB", Assert.Single(read.Assumptions));
    }

    [Fact]
    public void ReadsUnnamedNodesAndAssumesCaffesPixels()
    {
        var model = TestNetworks.Colour32();
        var read = OnnxReader.Read(OnnxSamples.Unnamed(model), null, "zoo.onnx");
        ImportAssert.SameNetwork(model, read);
        Assert.Equal(ChannelOrder.Bgr, read.Network.Input.Order);
        Assert.Equal([104f, 117f, 123f], read.Network.Input.Mean);
    }

    [Fact]
    public void ADescriptionBesideTheFileTellsThePixels()
    {
        using var folder = new TemporaryFolder();
        var model = TestNetworks.Grey28();
        var path = folder.Write("grey.onnx", OnnxSamples.Numbered(model));
        Assert.Contains("input has 1 channels", Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message);
        var input = """
            { "input": { "width": 28, "height": 28, "channels": 1, "order": "grey",
                        "mean": [33.25], "deviation": [78.5], "resize": "shorterSide", "resizeSize": 28 } }
            """;
        folder.Write("grey.json", Encoding.UTF8.GetBytes(input));
        var read = ModelLoader.Load(path);
        ImportAssert.SameNetwork(model, read);
        Assert.Empty(read.Assumptions);
        Assert.Equal(78.5f, read.Network.Input.Deviation[0]);
        folder.Write("grey.json", Encoding.UTF8.GetBytes(input.Replace("\"width\": 28", "\"width\": 27")));
        Assert.Contains("28x28", Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message);
        folder.Write("grey.json", ModelDescriptionFile.Write(model.Network));
        Assert.Equal("grey-28", ModelLoader.Load(path).Network.Name);
        var other = model.Network with { Operations = [new Convolution("conv1", 7, 5, 2, 2), .. model.Network.Operations.Skip(1)] };
        folder.Write("grey.json", ModelDescriptionFile.Write(other));
        Assert.Contains("operation 0", Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message);
    }

    [Fact]
    public void WhatIsWrittenIsReadAgain()
    {
        foreach (var model in new[] { TestNetworks.Colour32(), TestNetworks.Grey28(), TestNetworks.Bypass24() })
        {
            var read = OnnxReader.Read(OnnxWriter.Write(model), null, "x.onnx");
            ImportAssert.SameNetwork(model, read);
            Assert.Equal(ModelDescriptionFile.Write(model.Network), ModelDescriptionFile.Write(read.Network));
            Assert.Empty(read.Assumptions);
        }
    }

    [Fact]
    public void ANameTheFileNeedsIsRefusedInWriting()
    {
        var model = TestNetworks.Grey28();
        var network = model.Network with { Operations = [new Convolution("input", 6, 5, 2, 2), .. model.Network.Operations.Skip(1)] };
        var shapes = new NetworkShapes(network).Tensors;
        var named = new FloatModel(network, [.. model.Tensors.Select((t, i) => t with { Shape = shapes[i] })], model.Identity);
        Assert.Contains("'input' is needed twice", Assert.Throws<ModelException>(() => OnnxWriter.Write(named)).Message);
    }

    [Fact]
    public void TheGraphAloneTellsTheNamesOfALayerTheWriterNamed()
    {
        // Without its metadata (field 14, the last) the file must still give the same operations.
        var model = TestNetworks.Bypass24();
        var bytes = OnnxWriter.Write(model);
        var description = ModelDescriptionFile.Write(model.Network);
        var metadata = new ProtobufBuilder().Message(14, new ProtobufBuilder().Text(1, "squeezeedge").Bytes(2, description)).ToArray();
        Assert.Equal(metadata, bytes[^metadata.Length..]);
        var without = bytes[..^metadata.Length];
        using var folder = new TemporaryFolder();
        var path = folder.Write("plain.onnx", without);
        folder.Write(
            "plain.json",
            Encoding.UTF8.GetBytes(
                """
                { "input": { "width": 24, "height": 24, "channels": 1, "order": "grey",
                            "mean": [120], "deviation": [60], "resize": "shorterSide", "resizeSize": 24 } }
                """
            )
        );
        ImportAssert.SameNetwork(model, ModelLoader.Load(path));
    }

    [Fact]
    public void HalfPrecisionAndRawWeightsAreRead()
    {
        var raw = new ProtobufBuilder()
            .Packed(1, 2, 3, 1, 1)
            .Int(2, 10)
            .Text(8, "w")
            .Bytes(9, [.. new[] { 1f, -2.5f, 0, 0, 0, 0.5f }.SelectMany(v => BitConverter.GetBytes((Half)v))]);
        var read = OnnxReader.Read(Chain(b => b.Constant("w", raw).Node("Conv", ["x", "w"], "c").Node("Relu", ["c"], "r")), null, "x.onnx");
        Assert.Equal([1f, -2.5f, 0, 0, 0, 0.5f], read.Tensors[0].Weights);
        Assert.Equal([0f, 0f], read.Tensors[0].Bias);
    }

    [Fact]
    public void ACaffe2ClipAndAReshapeWithAComputedShapeAreRead()
    {
        var read = OnnxReader.Read(
            Chain(
                b =>
                    b.Constant("w", new float[6], 2, 3, 1, 1)
                        .Node("Conv", ["x", "w"], "c", null, "", Text("auto_pad", "SAME_UPPER"), Ints("kernel_shape", 1, 1))
                        .Node("Clip", ["c"], "r", null, "", Single("min", 0)),
                end: b =>
                    b.Node("Shape", ["g"], "shape")
                        .Constant("zero", new ProtobufBuilder().Int(2, 7).Packed(7, 0).Text(8, "zero"))
                        .Node("Gather", ["shape", "zero"], "n")
                        .Node("Reshape", ["g", "n"], "y")
            ),
            null,
            "x.onnx"
        );
        Assert.Equal([new Convolution("c", 2, 1, 1, 0), new GlobalAverage("g")], read.Network.Operations);
    }

    [Fact]
    public void AMeanOverHeightAndWidthIsAGlobalAverage()
    {
        var axes = new ProtobufBuilder().Packed(1, 2).Int(2, 7).Text(8, "axes").Packed(7, -1, -2);
        Assert.Equal(
            new GlobalAverage("m"),
            Read(b => b.Node("ReduceMean", ["r"], "m", null, "", Ints("axes", 2, 3), Int("keepdims", 0))).Network.Operations[^1]
        );
        Assert.Equal(
            new GlobalAverage("m"),
            Read(b => b.Constant("axes", axes).Node("ReduceMean", ["r", "axes"], "m")).Network.Operations[^1]
        );
        Assert.Contains(
            "height and width",
            Assert.Throws<ModelException>(() => Read(b => b.Node("ReduceMean", ["r"], "m", null, "", Ints("axes", 1)))).Message
        );
        Assert.Contains(
            "only an average over the whole map",
            Assert.Throws<ModelException>(() => Read(b => b.Node("AveragePool", ["r"], "m", null, "", Ints("kernel_shape", 7, 7)))).Message
        );

        static FloatModel Read(Action<OnnxBuilder> mean)
        {
            // The weights come by way of a Constant node and another name.
            var value = new ProtobufBuilder()
                .Text(1, "value")
                .Message(5, new ProtobufBuilder().Packed(1, 2, 3, 1, 1).Int(2, 1).Packed(4, new float[6]));
            var builder = new OnnxBuilder()
                .Node("Constant", [], "v", null, "", value)
                .Node("Identity", ["v"], "w")
                .Node("Conv", ["x", "w"], "c")
                .Node("Relu", ["c"], "r");
            mean(builder);
            return OnnxReader.Read(builder.Build("x", "m", 1, 3, 8, 8), null, "x.onnx");
        }
    }

    [Fact]
    public void PoolingThatRoundsUpIsReadHoweverItIsWritten()
    {
        // 8x8 pooled 3x3 with stride 2: 3x3 rounding down, 4x4 rounding up.
        Assert.False(Ceil(Ints("pads", 0, 0, 0, 0)));
        Assert.True(Ceil(Int("ceil_mode", 1)));
        Assert.True(Ceil(Ints("pads", 0, 0, 1, 1)));
        Assert.True(Ceil(Ints("pads", 0, 0, 2, 2)));
        Assert.True(Ceil(Text("auto_pad", "SAME_UPPER")));
        Assert.False(Ceil(Text("auto_pad", "VALID")));

        static bool Ceil(ProtobufBuilder attribute)
        {
            var builder = new OnnxBuilder()
                .Constant("w", new float[6], 2, 3, 1, 1)
                .Constant("v", new float[4], 2, 2, 1, 1)
                .Node("Conv", ["x", "w"], "c")
                .Node("Relu", ["c"], "r")
                .Node("MaxPool", ["r"], "p", null, "", Ints("kernel_shape", 3, 3), Ints("strides", 2, 2), attribute)
                .Node("Conv", ["p", "v"], "d")
                .Node("Relu", ["d"], "s")
                .Node("GlobalAveragePool", ["s"], "y");
            var model = OnnxReader.Read(builder.Build("x", "y", 1, 3, 8, 8), null, "x.onnx");
            var pool = model.Network.Operations.OfType<MaxPool>().Single();
            Assert.Equal(pool.CeilMode ? 4 : 3, model.Shapes.Operations[1].Width);
            return pool.CeilMode;
        }
    }

    [Theory]
    [InlineData("Conv", "LeakyRelu", "LeakyRelu 'r'")]
    [InlineData("ConvTranspose", "Relu", "ConvTranspose 'c'")]
    [InlineData("Conv", "Softmax", "Conv 'c' is not followed by a ReLU")]
    [InlineData("Conv", "Clip", "only a clip at 0")]
    public void OtherOperatorsAreRefusedByName(string first, string second, string message) =>
        Refused(message, Chain(b => b.Constant("w", new float[6], 2, 3, 1, 1).Node(first, ["x", "w"], "c").Node(second, ["c"], "r")));

    [Fact]
    public void AttributesOutsideTheFamilyAreRefused()
    {
        Refused("Conv 'c': grouped", Attribute(Int("group", 3)));
        Refused("dilated", Attribute(Ints("dilations", 2, 2)));
        Refused("both strides", Attribute(Ints("strides", 1, 2)));
        Refused("stride 0", Attribute(Ints("strides", 0, 0)));
        Refused("stride -1", Attribute(Ints("strides", -7, -7)));
        Refused("same on all sides", Attribute(Ints("pads", 0, 0, 1, 1)));
        Refused("padding 2147483647", Attribute(Ints("pads", long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue)));
        Refused("kernel_shape", Attribute(Ints("kernel_shape", 3, 3)));
        Refused(
            "operator of 'com.example'",
            Chain(b =>
                b.Constant("w", new float[6], 2, 3, 1, 1).Node("Conv", ["x", "w"], "c", null, "com.example").Node("Relu", ["c"], "r")
            )
        );

        static byte[] Attribute(ProtobufBuilder attribute) =>
            Chain(b =>
                b.Constant("w", new float[6], 2, 3, 1, 1).Node("Conv", ["x", "w"], "c", null, "", attribute).Node("Relu", ["c"], "r")
            );
    }

    [Fact]
    public void TensorsThatDoNotFitAreRefusedByName()
    {
        Refused("'w'", Weights(new ProtobufBuilder().Packed(1, 2, 3, 1, 1).Int(2, 1).Text(8, "w").Bytes(9, new byte[20])));
        Refused("'w'", Weights(new ProtobufBuilder().Packed(1, 2, 3, 1, 1).Int(2, 3).Text(8, "w").Bytes(9, new byte[6])));
        Refused("'w'", Weights(new ProtobufBuilder().Packed(1, 1 << 30, 1 << 30, 1, 1).Int(2, 1).Text(8, "w").Bytes(9, new byte[24])));
        Refused("'w'", Weights(new ProtobufBuilder().Packed(1, 2_000_000_000, 1, 1, 1).Int(2, 1).Text(8, "w")));
        Refused(
            "external data",
            Weights(
                new ProtobufBuilder()
                    .Packed(1, 2, 3, 1, 1)
                    .Int(2, 1)
                    .Text(8, "w")
                    .Message(13, new ProtobufBuilder().Text(1, "location").Text(2, "w.bin"))
                    .Int(14, 1)
            )
        );
        Refused("square kernel", Weights(new ProtobufBuilder().Packed(1, 2, 3, 1, 2).Int(2, 1).Text(8, "w").Bytes(9, new byte[48])));
        Refused(
            "no number",
            Weights(new ProtobufBuilder().Packed(1, 2, 3, 1, 1).Int(2, 1).Text(8, "w").Packed(4, [0, 0, 0, 0, 0, float.NaN]))
        );
        Refused("2 channels", OnnxReader_TwoConvolutions());
        Refused("must be a constant", Chain(b => b.Node("Conv", ["x", "x"], "c").Node("Relu", ["c"], "r")));

        static byte[] Weights(ProtobufBuilder tensor) =>
            Chain(b => b.Constant("w", tensor).Node("Conv", ["x", "w"], "c").Node("Relu", ["c"], "r"));

        static byte[] OnnxReader_TwoConvolutions() =>
            Chain(b =>
                b.Constant("w", new float[6], 2, 3, 1, 1)
                    .Constant("v", new float[6], 2, 3, 1, 1)
                    .Node("Conv", ["x", "w"], "c")
                    .Node("Relu", ["c"], "d")
                    .Node("Conv", ["d", "v"], "e")
                    .Node("Relu", ["e"], "r")
            );
    }

    [Fact]
    public void GraphsOfAnotherKindAreRefused()
    {
        var model = TestNetworks.Colour32();
        Refused(
            "comes after the global average",
            OnnxSamples.Numbered(model, b => b.Node("Relu", ["squeezenet0_flatten0_reshape0"], "late"))
        );
        Refused(
            "not on the way",
            OnnxSamples.Numbered(
                model,
                b =>
                    b.Constant("loose", new float[3], 1, 3, 1, 1)
                        .Node("Conv", ["nowhere", "loose"], "astray")
                        .Node("Relu", ["astray"], "astray_relu")
            )
        );
        Refused(
            "writes 'squeezenet0_flatten0_reshape0', which another",
            OnnxSamples.Numbered(model, b => b.Node("Relu", ["data"], "squeezenet0_flatten0_reshape0"))
        );
        Refused("does not fit where it stands", Chain(b => b.Node("Relu", ["x"], "r")));
        Refused(
            "before a global average",
            new OnnxBuilder()
                .Constant("w", new float[6], 2, 3, 1, 1)
                .Node("Conv", ["x", "w"], "c")
                .Node("Relu", ["c"], "y")
                .Build("x", "y", 1, 3, 8, 8)
        );
        Refused("padding at the top", Pool(Ints("pads", 1, 1, 1, 1)));
        Refused("its padding makes", Pool(Ints("pads", 0, 0, 3, 3)));
        Refused("with stride 1", Pool(Ints("strides", 1, 1)));
        Refused(
            "output 'elsewhere'",
            Chain(
                b => b.Constant("w", new float[6], 2, 3, 1, 1).Node("Conv", ["x", "w"], "c").Node("Relu", ["c"], "r"),
                output: "elsewhere"
            )
        );

        static byte[] Pool(ProtobufBuilder attribute) =>
            Chain(b =>
                b.Constant("w", new float[6], 2, 3, 1, 1)
                    .Constant("v", new float[4], 2, 2, 1, 1)
                    .Node("Conv", ["x", "w"], "c")
                    .Node("Relu", ["c"], "d")
                    .Node(
                        "MaxPool",
                        ["d"],
                        "p",
                        null,
                        "",
                        [
                            Ints("kernel_shape", 3, 3),
                            .. attribute.ToArray().AsSpan().IndexOf("strides"u8) < 0
                                ? [Ints("strides", 2, 2)]
                                : Array.Empty<ProtobufBuilder>(),
                            attribute,
                        ]
                    )
                    .Node("Conv", ["p", "v"], "e")
                    .Node("Relu", ["e"], "r")
            );
    }

    [Fact]
    public void ABypassMustBeWhatItSeems()
    {
        // The sum with a convolution's output could be negative; the sum with the module's input could not.
        Assert.Equal(Bypass.Simple, Kind(Module("in", "sum")));
        Assert.Equal(Bypass.Simple, Kind(Module("in", "r")));
        Assert.Equal(Bypass.Complex, Kind(Module("around", "r")));
        Refused("Add 'sum' is not followed by a ReLU", Module("around", "sum"));
        Refused("Add 'sum' does not fit where it stands", Module("s", "r"));
        Refused("is not followed by a ReLU alone", Module("c", "r"));

        static Bypass Kind(byte[] file) => OnnxReader.Read(file, null, "x.onnx").Network.Operations.OfType<Fire>().Single().Bypass;

        static byte[] Module(string addend, string end)
        {
            var builder = new OnnxBuilder()
                .Constant("a", new float[4 * 27], 4, 3, 3, 3)
                .Constant("b", new float[8], 2, 4, 1, 1)
                .Constant("e1", new float[4], 2, 2, 1, 1)
                .Constant("e3", new float[36], 2, 2, 3, 3)
                .Constant("v", new float[16], 4, 4, 1, 1)
                .Constant("w", new float[16], 4, 4, 1, 1)
                .Node("Conv", ["x", "a"], "c")
                .Node("Relu", ["c"], "in")
                .Node("Conv", ["in", "b"], "d")
                .Node("Relu", ["d"], "s")
                .Node("Conv", ["s", "e1"], "p")
                .Node("Relu", ["p"], "pr")
                .Node("Conv", ["s", "e3"], "q", null, "", Ints("pads", 1, 1, 1, 1))
                .Node("Relu", ["q"], "qr")
                .Node("Concat", ["pr", "qr"], "join", null, "", Int("axis", 1));
            if (addend == "around")
            {
                builder.Node("Conv", ["in", "v"], "around");
            }

            builder.Node("Add", [addend, "join"], "sum");
            if (end == "r")
            {
                builder.Node("Relu", ["sum"], "r");
            }

            return builder
                .Node("Conv", [end, "w"], "last")
                .Node("Relu", ["last"], "lastr")
                .Node("GlobalAveragePool", ["lastr"], "y")
                .Build("x", "y", 1, 3, 8, 8);
        }
    }

    [Fact]
    public void DamagedFilesAreRefused()
    {
        Assert.Contains("no graph", Assert.Throws<ModelException>(() => OnnxReader.Read([], null, "x.onnx")).Message);
        Refused("damaged", [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 1, 2]);
        ImportAssert.SurvivesDamage(".onnx", OnnxSamples.Numbered(TestNetworks.Colour32()));
        ImportAssert.SurvivesDamage(".onnx", OnnxWriter.Write(TestNetworks.Bypass24()));
    }

    private static byte[] Chain(Action<OnnxBuilder> layers, Action<OnnxBuilder>? end = null, string output = "y")
    {
        var builder = new OnnxBuilder();
        layers(builder);
        builder.Node("GlobalAveragePool", ["r"], "g");
        (end ?? (b => b.Node("Flatten", ["g"], "y")))(builder);
        return builder.Build("x", output, 0, 3, 8, 8);
    }

    private static void Refused(string message, byte[] file) =>
        Assert.Contains(message, Assert.Throws<ModelException>(() => OnnxReader.Read(file, null, "x.onnx")).Message);
}
