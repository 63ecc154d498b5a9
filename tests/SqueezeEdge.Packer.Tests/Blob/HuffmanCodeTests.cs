// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;

namespace SqueezeEdge.Packer.Tests.Blob;

public sealed class HuffmanCodeTests
{
    [Fact]
    public void NoOtherCodeWithinTheLimitIsShorter()
    {
        var random = new Random(3);
        for (var round = 0; round < 150; round++)
        {
            var symbols = random.Next(2, 7);
            long[] frequencies = [.. Enumerable.Range(0, symbols).Select(_ => 1 + (long)Math.Pow(random.NextDouble() * 6, 5))];
            for (var limit = 3; limit <= 6; limit++)
            {
                var code = HuffmanCode.Build(frequencies, limit);
                Assert.InRange(code.Longest, 1, limit);
                Assert.Equal(Cheapest(frequencies, limit), code.Bits(frequencies));
            }
        }
    }

    [Fact]
    public void CodesAreCanonical()
    {
        // Lengths 2, 1, 3, 3: symbol 1 is 0, symbol 0 is 10, symbols 2 and 3 are 110 and 111.
        var code = new HuffmanCode([2, 1, 3, 3]);
        var writer = new BitWriter();
        foreach (var symbol in new[] { 1, 0, 2, 3 })
        {
            code.Write(writer, symbol);
        }

        // 0 10 110 111 as the upper bits of a little-endian unit, then 16 zero bits that fill up to 4 bytes.
        var bytes = writer.ToArray();
        Assert.Equal([0b1000_0000, 0b0101_1011, 0, 0], bytes);
        var reader = new BitReader(bytes);
        Assert.Equal([1, 0, 2, 3], Enumerable.Range(0, 4).Select(_ => code.Read(reader)));
        reader.ExpectEnd();
    }

    [Fact]
    public void ASingleSymbolTakesOneBit()
    {
        var code = HuffmanCode.Build([0, 0, 17, 0], 8);
        Assert.Equal<byte>([0, 0, 1, 0], code.Lengths);
        Assert.Throws<ModelException>(() => code.Read(new BitReader(new byte[] { 0, 0x80, 0, 0 })));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 2, 0 })]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[] { 1, 1, 1 })]
    [InlineData(new byte[] { 1, 2, 2, 2 })]
    public void IncompleteAndOverfullCodesAreRefused(byte[] lengths) => Assert.Throws<ModelException>(() => new HuffmanCode(lengths));

    [Fact]
    public void ALimitTooShortForTheSymbolsIsAnArgumentError() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => HuffmanCode.Build([1, 1, 1, 1, 1], 2));

    [Fact]
    public void ThePaddingOfAStreamIsChecked()
    {
        Assert.Throws<ModelException>(() => new BitReader(new byte[] { 0, 0, 0, 0x01 }).ExpectEnd());
        Assert.Throws<ModelException>(() => new BitReader(new byte[8]).ExpectEnd());
        var reader = new BitReader(new byte[4]);
        for (var i = 0; i < 17; i++)
        {
            reader.Read();
        }

        Assert.Throws<ModelException>(reader.ExpectEnd);
    }

    /// <summary>Tries every choice of lengths that satisfies Kraft's inequality.</summary>
    private static long Cheapest(long[] frequencies, int limit)
    {
        long Try(int symbol, int room) =>
            symbol == frequencies.Length
                ? 0
                : Enumerable
                    .Range(1, limit)
                    .Where(l => 1 << (limit - l) <= room)
                    .Select(l => (Others: Try(symbol + 1, room - (1 << (limit - l))), Own: frequencies[symbol] * l))
                    .Where(c => c.Others != long.MaxValue)
                    .Select(c => c.Others + c.Own)
                    .DefaultIfEmpty(long.MaxValue)
                    .Min();
        return Try(0, 1 << limit);
    }
}
