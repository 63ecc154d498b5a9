// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>A small network with weights from a fixed seed: every kind of operation, a few thousand weights.</summary>
internal sealed class TinyModel
{
    public const int Side = 31;

    private TinyModel(QuantizedModel model) => Model = model;

    public QuantizedModel Model { get; }

    public static TinyModel Create(int classes = 9)
    {
        var random = new Random(7);
        var network = new NetworkDescription(
            "tiny",
            new InputDescription(Side, Side, 3, ChannelOrder.Rgb, [0, 0, 0], [1, 1, 1], ResizePolicy.Squash, Side),
            [
                new Convolution("conv1", 6, 3, 2, 0),
                new MaxPool("pool1", 3, 2, CeilMode: true),
                new Fire("fire2", 4, 6, 6, Bypass.Complex),
                new Fire("fire3", 4, 6, 6, Bypass.Simple),
                new Convolution("conv4", classes, 1, 1, 1),
                new GlobalAverage("pool4"),
            ]
        );
        var shapes = new NetworkShapes(network).Tensors;
        sbyte[] codebook = [0, -90, -31, -7, 5, 22, 64];
        var tensors = shapes
            .Select(
                (shape, i) =>
                    new QuantizedTensor(
                        shape,
                        codebook,
                        [.. Enumerable.Range(0, shape.Weights).Select(_ => (byte)(random.Next(2) * random.Next(codebook.Length)))],
                        [.. Enumerable.Range(0, shape.OutputChannels).Select(_ => random.Next(-3000, 9000))],
                        i == shapes.Count - 1 ? 0 : 200,
                        i == shapes.Count - 1 ? 0 : 14
                    )
            )
            .ToArray();
        var identity = Enumerable.Range(1, 32).Select(i => (byte)i).ToArray();
        return new TinyModel(
            new QuantizedModel(network, tensors, [0, 0, 0], 5000, identity, [.. Enumerable.Range(0, classes).Select(i => $"class {i}")])
            {
                Additions = new SortedDictionary<int, BypassAddition> { [2] = new(20000, 15, 100), [3] = new(31000, 16, 0) },
            }
        );
    }

    public byte[] Pack(EncodingPolicy policy) => BlobWriter.Write(Model, EncodingChoice.Choose(Model, policy));

    public static CameraFrame Frame(int seed)
    {
        var bytes = new byte[Side * Side * 3];
        new Random(seed).NextBytes(bytes);
        return new CameraFrame(Side, Side, PixelFormat.Rgb888, bytes);
    }

    /// <summary>Class sums and maps of the C# reference.</summary>
    public (int[] Sums, Dictionary<int, FeatureMap<int>> Maps) Reference(CameraFrame frame)
    {
        var planes = new byte[frame.Bytes.Length];
        for (var i = 0; i < planes.Length; i++)
        {
            planes[i % 3 * Side * Side + i / 3] = frame.Bytes[i];
        }

        var observer = new Collector();
        return (new IntegerNetwork(Model).Run(planes, observer), observer.Maps);
    }

    private sealed class Collector : IMapObserver
    {
        public Dictionary<int, FeatureMap<int>> Maps { get; } = [];

        public void Tensor(int tensor, FeatureMap<int> map) => Maps.Add(tensor, map with { Values = [.. map.Values] });

        public void Operation(int operation, FeatureMap<int> map) => Maps.Add(0x100 + operation, map with { Values = [.. map.Values] });
    }
}
