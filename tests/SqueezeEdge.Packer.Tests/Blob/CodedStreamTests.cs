// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Blob;

public sealed class CodedStreamTests
{
    [Fact]
    public void KnownDenseBytes()
    {
        // Levels 0, 0, 1, 2 occur as 2, 1, 1; codewords 0, 10, 11; the string 0 10 0 11.
        var stream = CodedStream.EncodeDense(Tensor(4, 1, 1, [0, -3, 7], [0, 1, 0, 2]));
        Assert.Equal<byte>([1, 2, 2], stream.Levels.Lengths);
        Assert.Null(stream.Gaps);
        Assert.Equal([0, 0b0100_1100, 0, 0], stream.Bytes);
    }

    [Fact]
    public void KnownSparseBytes()
    {
        // One level only (code 0). 35 zeros, a weight, 3 zeros, the end: gaps 31 and 4, then 3. Codewords: 3 is 10, 4 is 11, 31 is 0
        // or another of the three equally frequent ones is the short one; their lengths tell.
        var indices = new byte[39];
        indices[35] = 1;
        var stream = CodedStream.EncodeSparse(Tensor(39, 1, 1, [0, 5], indices));
        Assert.Equal<byte>([0, 1], stream.Levels.Lengths);
        var lengths = stream.Gaps!.Lengths;
        Assert.Equal([3, 4, 31], Enumerable.Range(0, 32).Where(s => lengths[s] > 0));
        var expected = new BitWriter();
        stream.Gaps.Write(expected, 31);
        stream.Gaps.Write(expected, 4);
        expected.Write(0, 1);
        stream.Gaps.Write(expected, 3);
        Assert.Equal(expected.ToArray(), stream.Bytes);
        Assert.Equal(indices, stream.Decode(Tensor(39, 1, 1, [0, 5], indices).Shape));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(62)]
    [InlineData(4000)]
    public void GapsOfEveryLengthComeBack(int gap)
    {
        var indices = new byte[2 * gap + 1];
        indices[gap] = 1;
        var tensor = Tensor(indices.Length, 1, 1, [0, -1], indices);
        Assert.Equal(indices, CodedStream.EncodeSparse(tensor).Decode(tensor.Shape));
    }

    [Fact]
    public void EmptyChannelsAndEmptyTensorsComeBack()
    {
        foreach (var filled in new[] { -1, 0, 1, 2 })
        {
            var indices = new byte[3 * 45];
            if (filled >= 0)
            {
                Array.Fill(indices, (byte)1, filled * 45, 45);
            }

            var tensor = Tensor(5, 3, 3, [0, 9], indices);
            Assert.Equal(indices, CodedStream.EncodeSparse(tensor).Decode(tensor.Shape));
            Assert.Equal(indices, CodedStream.EncodeDense(tensor).Decode(tensor.Shape));
        }
    }

    [Fact]
    public void WeightsFollowKxThenKyThenChannel()
    {
        var shape = Tensor(2, 1, 3, [0, 1], new byte[18]).Shape;
        var order = WeightOrder.Positions(shape);
        for (var kx = 0; kx < 3; kx++)
        {
            for (var ky = 0; ky < 3; ky++)
            {
                for (var c = 0; c < 2; c++)
                {
                    Assert.Equal((c * 3 + ky) * 3 + kx, order[(kx * 3 + ky) * 2 + c]);
                }
            }
        }
    }

    [Fact]
    public void LevelsOfWideCodebooksStayWithinTheirLimit()
    {
        // Frequencies like Fibonacci's make the longest unrestricted codewords.
        var indices = new List<byte>();
        var (a, b) = (1, 1);
        for (var level = 0; level < 22; level++)
        {
            indices.AddRange(Enumerable.Repeat((byte)level, a));
            (a, b) = (b, a + b);
        }

        var tensor = Tensor(indices.Count, 1, 1, [0, .. Enumerable.Range(1, 21).Select(l => (sbyte)l)], [.. indices]);
        foreach (var stream in new[] { CodedStream.EncodeDense(tensor), CodedStream.EncodeSparse(tensor) })
        {
            Assert.Equal(8, stream.Levels.Longest);
            Assert.Equal(tensor.Indices, stream.Decode(tensor.Shape));
        }
    }

    [Fact]
    public void AWrongStreamIsRefused()
    {
        var tensor = Tensor(6, 1, 1, [0, 5, 6], [1, 0, 2, 1, 0, 0]);
        var sparse = CodedStream.EncodeSparse(tensor);
        var shorter = tensor.Shape with { InputChannels = 3 };
        var longer = tensor.Shape with { InputChannels = 60 };
        Assert.Throws<ModelException>(() => sparse.Decode(shorter));
        Assert.Throws<ModelException>(() => sparse.Decode(longer));
        var dense = CodedStream.EncodeDense(tensor);
        Assert.Throws<ModelException>(() => dense.Decode(shorter));
        Assert.Throws<ModelException>(() => dense.Decode(longer));
        Assert.Throws<ModelException>(() => (dense with { Bytes = [.. dense.Bytes, 0, 0, 0, 0] }).Decode(tensor.Shape));
        var zeroLevel = new CodedStream(new HuffmanCode([1, 1, 0]), new HuffmanCode([1, .. new byte[31]]), new byte[4]);
        Assert.Contains(
            "zero weight",
            Assert.Throws<ModelException>(() => zeroLevel.Decode(tensor.Shape)).Message,
            StringComparison.Ordinal
        );
    }

    private static QuantizedTensor Tensor(int inputs, int outputs, int kernel, sbyte[] codebook, byte[] indices) =>
        new(
            new TensorShape("t", TensorRole.Convolution, 0, inputs, outputs, kernel, 1, 0, 8, 8, 9 - kernel, 9 - kernel),
            codebook,
            indices,
            new int[outputs],
            1,
            1
        );
}
