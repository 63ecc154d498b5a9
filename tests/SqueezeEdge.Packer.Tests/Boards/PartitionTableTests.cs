// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SqueezeEdge.Packer.Boards;

namespace SqueezeEdge.Packer.Tests.Boards;

public sealed class PartitionTableTests
{
    private const int Flash = 4 << 20;

    private const string Good = """
        # a comment
        nvs,     data, nvs,     0x9000,  24K
        factory, app,  factory, 0x10000, 1M,   # another
        model,   data, undefined, 0x110000, 4096,
        other,   data, 0x40,    0x111000, 4096,
        """;

    [Fact]
    public void EveryFieldIsRead()
    {
        var table = PartitionTable.Parse(Good, "x.csv", Flash);
        Assert.Equal(
            [
                new Partition("nvs", 1, 2, 0x9000, 24 << 10),
                new Partition("factory", 0, 0, 0x10000, 1 << 20),
                new Partition("model", 1, 0x06, 0x110000, 4096),
                new Partition("other", 1, 0x40, 0x111000, 4096),
            ],
            table.Partitions
        );
        Assert.Equal("model", Assert.Single(table.Models).Name);
        Assert.Contains("'deploy'", Assert.Throws<ModelException>(() => table["deploy"]).Message);
    }

    [Theory]
    [InlineData("nvs, data, nvs, 0x9000", "five fields")]
    [InlineData("nvs, file, nvs, 0x9000, 4K", "type 'file'")]
    [InlineData("nvs, data, what, 0x9000, 4K", "subtype 'what'")]
    [InlineData("nvs, data, 256, 0x9000, 4K", "subtype '256'")]
    [InlineData("model, data, 0x90, 0x9000, 4K", "use undefined")]
    [InlineData("model, data, 144, 0x9000, 4K", "use undefined")]
    [InlineData("nvs, data, nvs, 0xzz, 4K", "offset '0xzz'")]
    [InlineData("nvs, data, nvs, , 4K", "offset ''")]
    [InlineData("nvs, data, nvs, 0x9000, -1", "size '-1'")]
    [InlineData("nvs, data, nvs, 0x9000, 4096M", "size '4096M'")]
    [InlineData("a-name-of-16-cha, data, nvs, 0x9000, 4K", "1..15 ASCII")]
    [InlineData("nvs, data, nvs, 0x9000, 0", "0x0 bytes")]
    [InlineData("nvs, data, nvs, 0x9000, 5000", "0x1388 bytes")]
    [InlineData("nvs, data, nvs, 0x9800, 4K", "multiple of 0x1000")]
    [InlineData("app, app, factory, 0x11000, 64K", "multiple of 0x10000")]
    [InlineData("nvs, data, nvs, 0x8000, 4K", "before the end of the partition table")]
    [InlineData("a, data, nvs, 0x9000, 8K\nb, data, nvs, 0xa000, 4K", "before the end of 'a'")]
    [InlineData("a, data, nvs, 0x9000, 4K\na, data, nvs, 0xa000, 4K", "two partitions 'a'")]
    [InlineData("a, data, nvs, 0x3ff000, 8K", "the flash has 0x400000")]
    [InlineData("a, data, nvs, 0x7ffff000, 0x7ffff000", "the flash has 0x400000")]
    [InlineData("# nothing", "there are 0 partitions")]
    public void WhatIsWrongIsNamed(string text, string message)
    {
        var problem = Assert.Throws<ModelException>(() => PartitionTable.Parse(text, "x.csv", Flash)).Message;
        Assert.Contains(message, problem);
        Assert.Contains("x.csv", problem);
    }

    [Fact]
    public void TheBinaryTableHasAnEntryForEachPartitionAndTheirDigest()
    {
        var table = PartitionTable.Parse(Good, "x.csv", Flash);
        var bytes = table.ToBinary();
        Assert.Equal(PartitionTable.TableBytes, bytes.Length);
        for (var i = 0; i < 4; i++)
        {
            var entry = bytes.AsSpan(32 * i, 32);
            var p = table.Partitions[i];
            Assert.Equal([0xAA, 0x50, p.Type, p.SubType], entry[..4].ToArray());
            Assert.Equal(p.Offset, BinaryPrimitives.ReadInt32LittleEndian(entry[4..]));
            Assert.Equal(p.Bytes, BinaryPrimitives.ReadInt32LittleEndian(entry[8..]));
            Assert.Equal(p.Name, Encoding.ASCII.GetString(entry.Slice(12, 16)).TrimEnd('\0'));
            Assert.Equal(0, BinaryPrimitives.ReadInt32LittleEndian(entry[28..]));
        }

        Assert.Equal([0xEB, 0xEB, .. Enumerable.Repeat((byte)0xFF, 14)], bytes[128..144]);
        Assert.Equal(MD5.HashData(bytes.AsSpan(0, 128)), bytes[144..160]);
        Assert.All(bytes[160..], b => Assert.Equal(0xFF, b));
    }
}
