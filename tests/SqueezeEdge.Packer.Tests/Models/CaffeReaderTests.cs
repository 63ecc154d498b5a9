// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Models.Caffe;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Models;

public sealed class CaffeReaderTests
{
    [Fact]
    public void ATrainedNetworkIsReadUnderItsOwnNames()
    {
        var model = TestNetworks.Colour32();
        var read = CaffeReader.Read(Write(model), null, "net.caffemodel");
        ImportAssert.SameNetwork(model, read);
        Assert.Equal((32, 32), (read.Network.Input.Width, read.Network.Input.Height));
        Assert.Equal(ChannelOrder.Bgr, read.Network.Input.Order);
        Assert.Equal([100f, 110f, 120f], read.Network.Input.Mean);
        Assert.Equal([4f, 4f, 4f], read.Network.Input.Deviation);
    }

    [Fact]
    public void BypassesAreRead()
    {
        using var folder = new TemporaryFolder();
        var model = TestNetworks.Bypass24();
        var path = folder.Write("bypass.caffemodel", Write(model));
        Assert.Contains("1 channels", Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message);
        folder.Write(
            "bypass.json",
            """
            { "input": { "width": 24, "height": 24, "channels": 1, "order": "grey",
                        "mean": [120], "deviation": [60], "resize": "shorterSide", "resizeSize": 24 } }
            """u8.ToArray()
        );
        ImportAssert.SameNetwork(model, ModelLoader.Load(path));
    }

    [Fact]
    public void WithoutADataLayerCaffesUsualPixelsAreAssumed()
    {
        var read = CaffeReader.Read(Chain(b => b.Convolution("conv1", "data", new float[6], [1, 2], [2, 3, 1, 1])), null, "net.caffemodel");
        Assert.Equal(
            (227, 227, 256, ResizePolicy.Squash),
            (read.Network.Input.Width, read.Network.Input.Height, read.Network.Input.ResizeSize, read.Network.Input.Resize)
        );
        Assert.Equal([104f, 117f, 123f], read.Network.Input.Mean);
        Assert.Contains("assumed 227x227, BGR", Assert.Single(read.Assumptions));
    }

    [Fact]
    public void OldBlobsHaveFourSizes()
    {
        static ProtobufBuilder Old(float[] values, params int[] shape) =>
            shape.Index().Aggregate(new ProtobufBuilder().Packed(5, values), (m, d) => m.Int(1 + d.Index, d.Item));
        var read = CaffeReader.Read(
            Chain(b =>
                b.Layer("Convolution", "conv1", ["data"], ["conv1"], (7, Old([1, 2, 3, 4, 5, 6], 2, 3, 1, 1)), (7, Old([7, 8], 1, 1, 1, 2)))
            ),
            null,
            "net.caffemodel"
        );
        Assert.Equal([1f, 2, 3, 4, 5, 6], read.Tensors[0].Weights);
        Assert.Equal([7f, 8], read.Tensors[0].Bias);
    }

    [Fact]
    public void OtherLayersAreRefusedByName()
    {
        Refused("layer 'norm1' (LRN): the type 'LRN'", Chain(b => b.Layer("LRN", "norm1", ["data"], ["conv1"])));
        Refused("groups", Chain(b => b.Convolution("conv1", "data", new float[6], [1, 2], [2, 3, 1, 1], new ProtobufBuilder().Int(5, 2))));
        Refused(
            "dilation",
            Chain(b => b.Convolution("conv1", "data", new float[6], [1, 2], [2, 3, 1, 1], new ProtobufBuilder().Int(18, 2)))
        );
        Refused(
            "same in both directions",
            Chain(b => b.Convolution("conv1", "data", new float[6], [1, 2], [2, 3, 1, 1], new ProtobufBuilder().Int(13, 2).Int(14, 1)))
        );
        Refused(
            "stride 0",
            Chain(b => b.Convolution("conv1", "data", new float[6], [1, 2], [2, 3, 1, 1], new ProtobufBuilder().Int(6, 0)))
        );
        Refused("do not fill", Chain(b => b.Convolution("conv1", "data", new float[5], [1, 2], [2, 3, 1, 1])));
        Refused(
            "square kernel",
            Chain(b => b.Convolution("conv1", "data", new float[6], [1, 2], [2, int.MaxValue, int.MaxValue, int.MaxValue]))
        );
        Refused("3 biases", Chain(b => b.Convolution("conv1", "data", new float[6], [1, 2, 3], [2, 3, 1, 1])));
        Refused("without weights", Chain(b => b.Layer("Convolution", "conv1", ["data"], ["conv1"])));
        Refused("which no layer before it writes", Chain(b => b.Layer("ReLU", "relu", ["nowhere"], ["conv1"])));
        Refused(
            "double precision",
            Chain(b => b.Layer("Convolution", "conv1", ["data"], ["conv1"], (7, new ProtobufBuilder().Bytes(8, new byte[48]))))
        );
        Refused("old kind (V1)", new CaffeBuilder().Field(2, new ProtobufBuilder()).Build());
        Refused("no layers", [0x0A, 1, 65]);
        Refused("damaged", [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]);
    }

    [Fact]
    public void DamagedFilesAreRefused() => ImportAssert.SurvivesDamage(".caffemodel", Write(TestNetworks.Bypass24()));

    private static void Refused(string message, byte[] file) =>
        Assert.Contains(message, Assert.Throws<ModelException>(() => CaffeReader.Read(file, null, "net.caffemodel")).Message);

    private static byte[] Chain(Action<CaffeBuilder> first)
    {
        var builder = new CaffeBuilder().Layer("Input", "data", [], ["data"]);
        first(builder);
        return builder
            .Layer("ReLU", "relu1", ["conv1"], ["conv1"])
            .Layer("Pooling", "pool1", ["conv1"], ["pool1"], (121, new ProtobufBuilder().Int(1, 1).Int(12, 1)))
            .Build();
    }

    /// <summary>As Caffe saves a network in training: data and labels, copies for every reader, ReLUs in place, a loss at the
    /// end.</summary>
    internal static byte[] Write(FloatModel model)
    {
        var builder = new CaffeBuilder().Layer(
            "Data",
            "data",
            [],
            ["data", "label"],
            (100, new ProtobufBuilder().Single(1, 0.25f).Int(3, model.Network.Input.Width).Packed(5, [100f, 110, 120]))
        );
        builder.Layer("Split", "label_split", ["label"], ["label_0", "label_1"]);
        var (map, tensor) = ("data", 0);
        foreach (var operation in model.Network.Operations)
        {
            switch (operation)
            {
                case Convolution:
                    builder.Layer("Dropout", "drop_" + operation.Name, [map], [map]);
                    map = Rectified(map);
                    break;
                case Fire fire:
                    builder.Layer("Split", fire.Name + "_split", [map], [map + "_0", map + "_1"]);
                    var squeezed = Rectified(fire.Bypass == Bypass.None ? map : map + "_0");
                    builder.Layer("Split", squeezed + "_split", [squeezed], [squeezed + "_0", squeezed + "_1"]);
                    string[] both = [Rectified(squeezed + "_0"), Rectified(squeezed + "_1")];
                    builder.Layer("Concat", fire.Name + "/concat", both, [fire.Name + "/concat"], (104, new ProtobufBuilder().Int(2, 1)));
                    var joined = fire.Name + "/concat";
                    if (fire.Bypass != Bypass.None)
                    {
                        var addend = fire.Bypass == Bypass.Simple ? map + "_1" : Sums(map + "_1");
                        builder
                            .Layer(
                                "Eltwise",
                                fire.Name + "/sum",
                                [addend, joined],
                                [fire.Name + "/sum"],
                                (110, new ProtobufBuilder().Int(1, 1))
                            )
                            .Layer("ReLU", fire.Name + "/sum_relu", [fire.Name + "/sum"], [fire.Name + "/sum"]);
                        joined = fire.Name + "/sum";
                    }

                    map = joined;
                    break;
                case MaxPool p:
                    builder.Layer(
                        "Pooling",
                        p.Name,
                        [map],
                        [p.Name],
                        (121, new ProtobufBuilder().Int(1, 0).Int(2, p.Kernel).Int(3, p.Stride))
                    );
                    map = p.Name;
                    break;
                default:
                    builder.Layer("Pooling", operation.Name, [map], ["pool"], (121, new ProtobufBuilder().Int(1, 1).Int(12, 1)));
                    break;
            }
        }

        return builder
            .Layer("SoftmaxWithLoss", "loss", ["pool", "label_0"], ["loss"])
            .Layer("Accuracy", "accuracy", ["pool", "label_1"], ["accuracy"])
            .Build();

        string Sums(string from)
        {
            var t = model.Tensors[tensor++];
            var s = t.Shape;
            builder.Convolution(
                s.Name,
                from,
                t.Weights,
                t.Bias,
                [s.OutputChannels, s.InputChannels, s.Kernel, s.Kernel],
                new ProtobufBuilder().Int(1, s.OutputChannels).Int(3, s.Padding).Int(4, s.Kernel).Int(6, s.Stride)
            );
            return s.Name;
        }

        string Rectified(string from)
        {
            var sums = Sums(from);
            builder.Layer("ReLU", "relu_" + sums, [sums], [sums]);
            return sums;
        }
    }
}
