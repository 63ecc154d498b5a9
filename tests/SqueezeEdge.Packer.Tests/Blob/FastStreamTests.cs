// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Blob;

public sealed class FastStreamTests
{
    [Fact]
    public void EveryChunkHoldsSomethingAndFitsItsLane()
    {
        var random = new Random(6);
        for (var round = 0; round < 40; round++)
        {
            var tensor = Tensor(random, 1 + random.Next(80), 3, 1 + random.Next(126), random.NextDouble());
            var offsets = Offsets(tensor.Shape);
            var stream = FastStream.Encode(tensor, offsets);
            Assert.Equal(0, stream.Length % 4);
            Assert.Equal(tensor.Indices, FastStream.Decode(stream, tensor.Shape, tensor.Codebook, offsets));
            var units = Units(stream);
            var at = 0;
            for (var channel = 0; channel < tensor.Shape.OutputChannels; channel++)
            {
                var chunks = units[at] + units[at + 1];
                var (negative, positive) = (units[at], at + units[at + 2]);
                at += 3;
                for (var chunk = 0; chunk < chunks; chunk++)
                {
                    var sum = 0;
                    Assert.True(chunk != negative || at == positive);
                    for (var size = 3; size >= 1; size--)
                    {
                        for (; units[at] != 0; at += 1 + size)
                        {
                            sum += units[at] * size;
                        }

                        at++;
                    }

                    Assert.InRange(sum, 1, 257);
                }
            }

            Assert.InRange(units.Length - at, 0, 1);
        }
    }

    [Fact]
    public void UnitsHoldUpToThreeEqualWeightsAndTheRestASmallerOne()
    {
        // Seven times 10: units of 3, 3 and 1 in one chunk (70). Lists: triples {0,1,2} {3,4,5}, no pairs, single {6}. Positive chunks
        // begin 3 units on.
        var tensor = Of([0, 10], [1, 1, 1, 1, 1, 1, 1]);
        ushort[] expected = [0, 1, 3, 10, 1, 5, 9, 10, 13, 17, 21, 0, 0, 10, 25, 0];
        Assert.Equal(expected, Units(FastStream.Encode(tensor, Offsets(tensor.Shape))));
    }

    [Fact]
    public void ANewChunkBeginsWhereTheLaneIsFull()
    {
        // 127 twice is a unit of 254; the third one a single in a chunk of its own; 3 still fits beside the pair (257).
        var tensor = Of([0, 3, 127], [2, 2, 2, 1]);
        // Chunks by size: {127 x 2 (254)} takes 3 (257); {127}. In the first, the single is 3.
        ushort[] expected = [0, 2, 3, 0, 127, 1, 5, 0, 3, 13, 0, 0, 0, 127, 9, 0];
        Assert.Equal(expected, Units(FastStream.Encode(tensor, Offsets(tensor.Shape))));
    }

    [Fact]
    public void AChannelWithoutWeightsIsItsCounts()
    {
        var tensor = Of([0, 1], [0, 0, 0]);
        Assert.Equal([0, 0, 0, 0, 3, 0, 0, 0], FastStream.Encode(tensor, Offsets(tensor.Shape)));
    }

    [Theory]
    [InlineData("a tap twice", 0, 1, 3, 0, 0, 5, 1, 5, 1, 0, 0, 0)]
    [InlineData("an offset that is no tap", 0, 1, 3, 0, 0, 5, 3, 0)]
    [InlineData("an offset without its mark", 0, 1, 3, 0, 0, 5, 4, 0)]
    [InlineData("a weight that is no level", 0, 1, 3, 0, 0, 6, 1, 0)]
    [InlineData("an empty chunk", 0, 1, 3, 0, 0, 0)]
    [InlineData("a lane too full", 0, 1, 3, 100, 5, 9, 13, 0, 0, 0)]
    [InlineData("a magnitude beyond a level", 0, 1, 3, 0, 0, 261, 1, 0)]
    [InlineData("a list without an end", 0, 1, 3, 0, 0, 5, 1)]
    [InlineData("chunks that are missing", 0, 9, 3, 0, 0, 5, 1, 0)]
    [InlineData("more than the weights", 0, 1, 3, 0, 0, 5, 1, 0, 0, 0)]
    [InlineData("padding that is not zero", 0, 0, 3, 7)]
    [InlineData("positive chunks elsewhere", 0, 1, 4, 0, 0, 5, 1, 0)]
    public void AWrongStreamIsRefused(string what, params int[] units)
    {
        var tensor = Of([0, 5, 100], [0, 0, 0, 0]);
        var bytes = units.SelectMany(u => new[] { (byte)u, (byte)(u >> 8) }).ToArray();
        var refused = Assert.Throws<ModelException>(() => FastStream.Decode(bytes, tensor.Shape, tensor.Codebook, Offsets(tensor.Shape)));
        Assert.True(refused.Message.Length > 0, what);
    }

    private static QuantizedTensor Of(sbyte[] codebook, byte[] indices) =>
        new(new TensorShape("t", TensorRole.Convolution, 0, indices.Length, 1, 1, 1, 0, 4, 4, 4, 4), codebook, indices, [0], 1, 1);

    private static QuantizedTensor Tensor(Random random, int inputs, int outputs, int levels, double density)
    {
        sbyte[] codebook =
        [
            0,
            .. Enumerable.Range(-127, 255).Where(l => l != 0).OrderBy(_ => random.Next()).Take(levels).Order().Select(l => (sbyte)l),
        ];
        byte[] indices =
        [
            .. Enumerable
                .Range(0, inputs * outputs)
                .Select(_ => random.NextDouble() < density ? (byte)random.Next(1, codebook.Length) : (byte)0),
        ];
        return new(
            new TensorShape("t", TensorRole.Convolution, 0, inputs, outputs, 1, 1, 0, 4, 4, 4, 4),
            codebook,
            indices,
            new int[outputs],
            1,
            1
        );
    }

    private static ushort[] Offsets(TensorShape shape) => [.. Enumerable.Range(0, shape.Taps).Select(i => (ushort)(4 * i))];

    private static ushort[] Units(byte[] stream) =>
        [.. Enumerable.Range(0, stream.Length / 2).Select(i => BinaryPrimitives.ReadUInt16LittleEndian(stream.AsSpan(2 * i)))];
}
