// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;
using SqueezeEdge.Packer.Verification;
using Xunit;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>Topology is data: networks of many shapes give the reference's bytes on the host, and a few on every target.</summary>
public sealed class TopologyTests
{
    private static readonly GlobalAverage Average = new("average");

    public static TheoryData<string> Names => [.. Networks().Select(n => n.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheHostGivesTheReferencesBytes(string name)
    {
        var host = Machines.RequireHost();
        foreach (var blob in Blobs(Networks().Single(n => n.Name == name)))
        {
            var input = BlobReader.Read(blob).Model.Network.Input;
            CameraFrame[] frames =
            [
                TestPattern.Create(input.Width, input.Height),
                TestPattern.Create(input.Width + 9, input.Height + 4),
                TestPattern.Create(5, 3),
            ];
            for (var layout = 0; layout < ArenaPlan.Layouts; layout++)
            {
                var options = new RunOptions { Layout = layout };
                Assert.Null(Verifier.Run(blob, frames, [host], options).FirstDifference);
                Assert.All(
                    frames,
                    frame =>
                        Assert.Equal(
                            new ArenaPlan(BlobReader.Read(blob), frame.Width, frame.Height, options.Layout).Blocks,
                            ((IInferenceTarget)host).Run(blob, frame, options).Arena
                        )
                );
            }
        }
    }

    [Theory]
    [InlineData("grey, padded, wide")]
    [InlineData("v1.1 in small")]
    [InlineData("bypass of every kind")]
    public void EmulatedMachinesGiveTheReferencesBytes(string name)
    {
        IInferenceTarget[] targets = [Machines.Require("rv32"), Machines.Require("xtensa")];
        foreach (var blob in Blobs(Networks().Single(n => n.Name == name)))
        {
            var input = BlobReader.Read(blob).Model.Network.Input;
            Assert.Null(
                Verifier
                    .Run(
                        blob,
                        [TestPattern.Create(input.Width, input.Height), TestPattern.Create(input.Width + 9, input.Height + 4)],
                        targets
                    )
                    .FirstDifference
            );
        }
    }

    private static IEnumerable<NetworkDescription> Networks()
    {
        yield return Network(
            "grey, padded, wide",
            1,
            57,
            20,
            new Convolution("conv1", 5, 5, 1, 2),
            new MaxPool("pool1", 2, 2, true),
            new Fire("fire2", 3, 4, 5),
            new Convolution("conv3", 7, 1, 1, 0),
            Average
        );
        yield return Network(
            "v1.1 in small",
            3,
            61,
            61,
            new Convolution("conv1", 8, 3, 2, 0),
            new MaxPool("pool1", 3, 2, true),
            new Fire("fire2", 4, 8, 8),
            new Fire("fire3", 4, 8, 8),
            new MaxPool("pool3", 3, 2, true),
            new Fire("fire4", 6, 9, 10),
            new Convolution("conv5", 11, 1, 1, 0),
            Average
        );
        yield return Network(
            "convolutions in a row",
            3,
            23,
            31,
            new Convolution("conv1", 6, 3, 1, 1),
            new Convolution("conv2", 5, 3, 2, 1),
            new MaxPool("pool2", 3, 2, false),
            new Convolution("conv3", 9, 3, 1, 0),
            Average
        );
        yield return Network(
            "pointwise first",
            3,
            16,
            16,
            new Convolution("conv1", 7, 1, 1, 0),
            new Convolution("conv2", 4, 1, 1, 0),
            new Fire("fire3", 3, 5, 4),
            new Convolution("conv4", 3, 1, 1, 2),
            Average
        );
        yield return Network(
            "fire first",
            1,
            12,
            9,
            new Fire("fire1", 2, 3, 3),
            new MaxPool("pool1", 2, 2, false),
            new Convolution("conv2", 4, 1, 1, 0),
            Average
        );
        yield return Network(
            "stride 4, kernel 11",
            3,
            67,
            50,
            new Convolution("conv1", 6, 11, 4, 3),
            new Fire("fire2", 3, 4, 4),
            new Convolution("conv3", 5, 1, 1, 0),
            Average
        );
        yield return Network(
            "stride without overlap",
            3,
            30,
            30,
            new Convolution("conv1", 6, 1, 3, 0),
            new Convolution("conv2", 4, 2, 3, 1),
            new Convolution("conv3", 2, 1, 1, 0),
            Average
        );
        yield return Network(
            "one pixel",
            3,
            1,
            1,
            new Convolution("conv1", 4, 3, 1, 1),
            new Fire("fire2", 2, 2, 2),
            new Convolution("conv3", 3, 1, 1, 0),
            Average
        );
        yield return Network(
            "pool into a 3x3",
            3,
            40,
            22,
            new Convolution("conv1", 4, 3, 1, 1),
            new MaxPool("pool1", 3, 2, true),
            new Convolution("conv2", 6, 3, 1, 1),
            new MaxPool("pool2", 3, 2, true),
            new Convolution("conv3", 5, 3, 1, 1),
            Average
        );
        yield return Network(
            "bypass of every kind",
            3,
            43,
            37,
            new Convolution("conv1", 8, 3, 1, 1),
            new MaxPool("pool1", 3, 2, true),
            new Fire("fire2", 3, 6, 5, Bypass.Complex),
            new Fire("fire3", 4, 5, 6, Bypass.Simple),
            new MaxPool("pool3", 3, 2, true),
            new Fire("fire4", 4, 4, 7, Bypass.Simple),
            new Fire("fire5", 4, 9, 4, Bypass.Complex),
            new MaxPool("pool5", 2, 2, false),
            new Fire("fire6", 4, 6, 6),
            new Fire("fire7", 4, 6, 6, Bypass.Simple),
            new Convolution("conv8", 6, 1, 1, 1),
            Average
        );
        yield return Network(
            "bypass before a 3x3",
            1,
            19,
            21,
            new Convolution("conv1", 6, 1, 1, 0),
            new Fire("fire2", 3, 3, 3, Bypass.Simple),
            new Convolution("conv3", 7, 3, 1, 1),
            new Fire("fire4", 2, 4, 5, Bypass.Complex),
            new Convolution("conv5", 4, 3, 2, 1),
            new Fire("fire6", 2, 2, 2, Bypass.Simple),
            new Convolution("conv7", 3, 2, 1, 0),
            Average
        );
    }

    private static NetworkDescription Network(string name, int channels, int width, int height, params Operation[] operations) =>
        new(
            name,
            new InputDescription(
                width,
                height,
                channels,
                channels == 1 ? ChannelOrder.Grey : ChannelOrder.Bgr,
                new float[channels],
                [.. Enumerable.Repeat(1f, channels)],
                ResizePolicy.Squash,
                Math.Max(width, height)
            ),
            operations
        );

    private static Dictionary<int, BypassAddition> Additions(NetworkDescription network, Random random) =>
        network
            .Operations.Select((operation, i) => (Index: i, (operation as Fire)?.Bypass))
            .Where(o => o.Bypass is Bypass.Simple or Bypass.Complex)
            .ToDictionary(
                o => o.Index,
                o => new BypassAddition(random.Next(8000, 32768), random.Next(13, 16), o.Bypass == Bypass.Complex ? random.Next(256) : 0)
            );

    private static IEnumerable<byte[]> Blobs(NetworkDescription network)
    {
        var shapes = new NetworkShapes(network).Tensors;
        var random = new Random(network.Operations.Count + network.Input.Width);
        sbyte[] codebook = [0, -127, -60, -12, -3, 2, 9, 33, 90, 127];
        var tensors = shapes
            .Select(
                (shape, i) =>
                    new QuantizedTensor(
                        shape,
                        codebook,
                        [.. Enumerable.Range(0, shape.Weights).Select(_ => (byte)(random.Next(3) == 0 ? 0 : random.Next(codebook.Length)))],
                        [.. Enumerable.Range(0, shape.OutputChannels).Select(_ => random.Next(-30000, 90000))],
                        i == shapes.Count - 1 ? 0 : random.Next(100, 400),
                        i == shapes.Count - 1 ? 0 : 15
                    )
            )
            .ToArray();
        var model = new QuantizedModel(network, tensors, [90, 120, 30], 3000, new byte[32], []) { Additions = Additions(network, random) };
        yield return BlobWriter.Write(model, EncodingChoice.Choose(model, EncodingPolicy.Compact));
        var cropping = model with { Network = network with { Input = network.Input with { Resize = ResizePolicy.ShorterSide } } };
        yield return BlobWriter.Write(cropping, EncodingChoice.Choose(cropping, EncodingPolicy.Fast));
        yield return BlobWriter.Write(model, [.. shapes.Select((_, i) => (TensorEncoding)(1 + i % 3))]);
    }
}
