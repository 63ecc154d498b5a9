// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Blob;

public sealed class BlobTests
{
    [Theory]
    [InlineData(2, 0.5)]
    [InlineData(7, 0.02)]
    [InlineData(64, 0.3)]
    [InlineData(256, 1.0)]
    [InlineData(5, 0.0)]
    public void EveryEncodingGivesTheSameModelBackAndTheSameBytesAgain(int levels, double density)
    {
        var model = Model(levels, density);
        foreach (var encoding in Enum.GetValues<TensorEncoding>())
        {
            TensorEncoding[] encodings = [.. Enumerable.Repeat(encoding, model.Tensors.Count)];
            var blob = BlobWriter.Write(model, encodings);
            Assert.Equal(blob, BlobWriter.Write(model, encodings));
            var packed = BlobReader.Read(blob);
            Assert.Equal(encodings, packed.Encodings);
            Assert.Equal(model.Network.Operations, packed.Model.Network.Operations);
            Assert.Equal(model.Labels, packed.Model.Labels);
            foreach (var (before, after) in model.Tensors.Zip(packed.Model.Tensors))
            {
                Assert.Equal(before.Codebook, after.Codebook);
                Assert.Equal(before.Indices, after.Indices);
                Assert.Equal(before.Bias, after.Bias);
                Assert.Equal((before.Multiplier, before.Shift), (after.Multiplier, after.Shift));
            }

            Assert.Equal(blob, BlobWriter.Write(packed.Model, packed.Encodings));
            Assert.Equal(blob.Length, packed.BlobBytes + packed.LabelBytes);
        }
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        var blob = Pack();
        for (var length = 0; length < blob.Length; length++)
        {
            Assert.Throws<ModelException>(() => BlobReader.Read(blob.AsSpan(0, length)));
        }
    }

    [Fact]
    public void EveryFlippedBitIsRefused()
    {
        var blob = Pack();
        for (var bit = 0; bit < blob.Length * 8; bit += 3)
        {
            blob[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<ModelException>(() => BlobReader.Read(blob));
            blob[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void DamageBehindRightChecksumsIsRefusedOrRead()
    {
        var original = Pack();
        var random = new Random(11);
        var refused = 0;
        for (var round = 0; round < 3000; round++)
        {
            var blob = original.ToArray();
            for (var i = random.Next(3); i >= 0; i--)
            {
                blob[16 + random.Next(blob.Length - 16)] = (byte)random.Next(256);
            }

            BlobSamples.Repair(blob);
            try
            {
                BlobReader.Read(blob);
            }
            catch (ModelException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 2999);
    }

    [Fact]
    public void KnownBytes()
    {
        var bits = new BitWriter();
        bits.Write(0b101, 3);
        Assert.Equal([0x00, 0xA0, 0x00, 0x00], bits.ToArray());
        var shape = new TensorShape("t", TensorRole.Convolution, 0, 4, 1, 1, 1, 0, 1, 1, 1, 1);
        var tensor = new QuantizedTensor(shape, [0, -100, 100], [1, 2, 0, 2], [0], 0, 0);
        // One negative chunk, the single 100 @ 0, which takes 8 units with the counts; one positive chunk, the pair 100 @ 4, 12.
        ushort[] units = [1, 1, 8, 0, 0, 100, 0 | 1, 0, 0, 100, 4 | 1, 12 | 1, 0, 0];
        Assert.Equal(units.SelectMany(u => new[] { (byte)u, (byte)(u >> 8) }), FastStream.Encode(tensor, [0, 4, 8, 12]));
    }

    [Fact]
    public void HuffmanCodesAreOptimalWithinTheirLimit()
    {
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            long[] frequencies = [.. Enumerable.Range(0, 2 + random.Next(62)).Select(_ => 1 + (long)Math.Pow(random.NextDouble() * 10, 4))];
            var free = HuffmanCode.Build(frequencies, 15);
            var limited = HuffmanCode.Build(frequencies, 8);
            var total = frequencies.Sum();
            var entropy = frequencies.Sum(f => -f * Math.Log2((double)f / total));
            Assert.InRange(free.Bits(frequencies), entropy - 1e-6, entropy + total);
            Assert.True(limited.Longest <= 8 && limited.Bits(frequencies) >= free.Bits(frequencies));
            Assert.Equal(1.0, limited.Lengths.Where(l => l > 0).Sum(l => Math.Pow(2, -l)), 12);
        }
    }

    [Fact]
    public void FilesAreReplacedWholeOrNotAtAll()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Path("a.sqz");
        AtomicFile.Write(path, [1, 2, 3]);
        AtomicFile.Write(path, [4]);
        Assert.Equal([4], File.ReadAllBytes(path));
        Directory.CreateDirectory(folder.Path("b.sqz"));
        Assert.Throws<ModelException>(() => AtomicFile.Write(folder.Path("b.sqz"), [5]));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    private static byte[] Pack()
    {
        var model = Model(9, 0.4);
        return BlobWriter.Write(model, [.. model.Tensors.Select((_, i) => (TensorEncoding)(1 + i % 3))]);
    }

    private static QuantizedModel Model(int levels, double density)
    {
        var random = new Random(levels);
        var network = new NetworkDescription(
            "blob test",
            new InputDescription(19, 17, 3, ChannelOrder.Bgr, [0, 0, 0], [1, 1, 1], ResizePolicy.ShorterSide, 20),
            [
                new Convolution("conv1", 5, 3, 2, 1),
                new MaxPool("pool1", 3, 2, true),
                new Fire("fire2", 3, 4, 4),
                new Convolution("conv3", 6, 1, 1, 1),
                new GlobalAverage("pool3"),
            ]
        );
        sbyte[] codebook =
        [
            0,
            .. Enumerable.Range(-127, 255).Where(l => l != 0).OrderBy(_ => random.Next()).Take(levels - 1).Order().Select(l => (sbyte)l),
        ];
        var shapes = new NetworkShapes(network).Tensors;
        var tensors = shapes.Select(
            (shape, i) =>
                new QuantizedTensor(
                    shape,
                    codebook,
                    [
                        .. Enumerable
                            .Range(0, shape.Weights)
                            .Select(_ => random.NextDouble() < density ? (byte)random.Next(1, codebook.Length) : (byte)0),
                    ],
                    [.. Enumerable.Range(0, shape.OutputChannels).Select(_ => random.Next(-40000, 40000) >> (i % 2 * 4))],
                    i == shapes.Count - 1 ? 0 : 1 + i,
                    i == shapes.Count - 1 ? 0 : 9
                )
        );
        return new QuantizedModel(network, [.. tensors], [1, 2, 3], 77, [1, 2, 3, 4, 5, 6, 7, 8], ["a", "", "ü", "d", "e", "f"]);
    }
}
