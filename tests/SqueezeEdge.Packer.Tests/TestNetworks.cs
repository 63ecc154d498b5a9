// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests;

/// <summary>Small networks with seeded weights.</summary>
public static class TestNetworks
{
    /// <summary>Three channels, 32x32: convolution with stride, pooling, two fire modules, 10 classes.</summary>
    public static FloatModel Colour32(double density = 0.6) =>
        Build(
            new NetworkDescription(
                "colour-32",
                new InputDescription(32, 32, 3, ChannelOrder.Bgr, [104, 117, 123], [1, 1, 1], ResizePolicy.Squash, 36),
                [
                    new Convolution("conv1", 8, 3, 2, 0),
                    new MaxPool("pool1", 3, 2, true),
                    new Fire("fire2", 4, 8, 8),
                    new Fire("fire3", 4, 8, 8),
                    new MaxPool("pool3", 2, 2, true),
                    new Convolution("conv4", 10, 1, 1, 1),
                    new GlobalAverage("pool4"),
                ]
            ),
            density,
            1
        );

    /// <summary>Grey, 28x28, normalised, first convolution padded, 5 classes.</summary>
    public static FloatModel Grey28(double density = 1) =>
        Build(
            new NetworkDescription(
                "grey-28",
                new InputDescription(28, 28, 1, ChannelOrder.Grey, [33.25f], [78.5f], ResizePolicy.ShorterSide, 28),
                [
                    new Convolution("conv1", 6, 5, 2, 2),
                    new Fire("fire2", 3, 4, 4),
                    new MaxPool("pool2", 3, 2, false),
                    new Convolution("conv3", 5, 1, 1, 0),
                    new GlobalAverage("pool3"),
                ]
            ),
            density,
            2
        );

    /// <summary>Grey, 24x24: a complex and a simple bypass, one of them before a pooling, 4 classes.</summary>
    public static FloatModel Bypass24(double density = 0.8) =>
        Build(
            new NetworkDescription(
                "bypass-24",
                new InputDescription(24, 24, 1, ChannelOrder.Grey, [120], [60], ResizePolicy.ShorterSide, 24),
                [
                    new Convolution("conv1", 6, 3, 1, 1),
                    new MaxPool("pool1", 3, 2, true),
                    new Fire("fire2", 4, 8, 6, Bypass.Complex),
                    new Fire("fire3", 4, 7, 7, Bypass.Simple),
                    new MaxPool("pool3", 3, 2, true),
                    new Fire("fire4", 4, 6, 8, Bypass.Simple),
                    new Convolution("conv5", 4, 1, 1, 0),
                    new GlobalAverage("pool5"),
                ]
            ),
            density,
            3
        );

    /// <summary>Three channels, 144x144, for which a small camera frame is too small: one fire module, 5 classes.</summary>
    public static FloatModel Colour144(double density = 0.6) =>
        Build(
            new NetworkDescription(
                "colour-144",
                new InputDescription(144, 144, 3, ChannelOrder.Rgb, [120, 120, 120], [60, 60, 60], ResizePolicy.Squash, 160),
                [
                    new Convolution("conv1", 6, 3, 2, 0),
                    new MaxPool("pool1", 3, 2, true),
                    new Fire("fire2", 4, 6, 6),
                    new Convolution("conv3", 5, 1, 1, 0),
                    new GlobalAverage("pool3"),
                ]
            ),
            density,
            4
        );

    /// <summary>Smooth seeded pictures as planes in network order.</summary>
    public static byte[][] Inputs(InputDescription input, int count)
    {
        var random = new Random(7);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    var planes = new byte[input.Channels * input.Width * input.Height];
                    var (fx, fy, phase) = (random.NextDouble(), random.NextDouble(), 6 * random.NextDouble());
                    for (var i = 0; i < planes.Length; i++)
                    {
                        var (c, y, x) = (i / (input.Width * input.Height), i / input.Width % input.Height, i % input.Width);
                        planes[i] = (byte)(128 + 90 * Math.Sin(fx * x + fy * y + phase + c) + random.Next(-30, 31));
                    }

                    return planes;
                }),
        ];
    }

    private static FloatModel Build(NetworkDescription network, double density, int seed)
    {
        var random = new Random(seed);
        var tensors = new NetworkShapes(network).Tensors.Select(shape =>
        {
            var spread = Math.Sqrt(2 / (density * shape.Taps));
            float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            var weights = Enumerable
                .Range(0, shape.Weights)
                .Select(_ => random.NextDouble() < density ? Normal() * (float)spread : 0)
                .ToArray();
            var bias = Enumerable.Range(0, shape.OutputChannels).Select(_ => Normal() * 0.1f).ToArray();
            return new FloatTensor(shape, weights, bias);
        });
        return new FloatModel(network, [.. tensors], new byte[32]);
    }
}
