// SPDX-License-Identifier: MIT
using System.IO.Compression;
using System.Text;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Tests.Models;

/// <summary>Model files that stand for far more than their size: refused, with memory in proportion to the file.</summary>
public sealed class ImportMemoryTests
{
    private static readonly byte[] Million = new byte[4_000_000];

    [Fact]
    public void SafetensorsThatNameOneRegionThousandsOfTimes()
    {
        var table = string.Join(
            ',',
            Enumerable.Range(0, 8000).Select(i => $"\"t{i}\":{{\"dtype\":\"F32\",\"shape\":[1000000],\"data_offsets\":[0,4000000]}}")
        );
        Refused("overlap", "a.safetensors", Safetensors("{" + table + "}", Million), most: 20_000_000);
    }

    [Fact]
    public void SafetensorsThatOverlapByOneByte()
    {
        const string Table =
            """{"b":{"dtype":"F16","shape":[2],"data_offsets":[3,7]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""";
        Refused("'a' and 'b'", "a.safetensors", Safetensors(Table, new byte[8]), most: 1_000_000);
    }

    [Fact]
    public void PyTorchTensorsThatAllShowOneStorage()
    {
        var torch = new TorchBuilder().Tensor("t", "FloatStorage", Million, 1_000_000, 0, [1_000_000], [1]);
        for (var i = 0; i < 3000; i++)
        {
            torch
                .Text($"t{i}")
                .Global("torch._utils", "_rebuild_tensor_v2")
                .Raw("(("u8)
                .Text("storage")
                .Global("torch", "FloatStorage")
                .Text("0")
                .Text("cpu")
                .Int(1_000_000)
                .Raw("tQ"u8)
                .Int(0)
                .Raw("("u8)
                .Int(1_000_000)
                .Raw("t("u8)
                .Int(1)
                .Raw("t"u8)
                .Raw([0x89])
                .Global("collections", "OrderedDict")
                .Raw(")RtR"u8);
        }

        Refused("overlap", "a.pth", torch.Build(), most: 30_000_000);
    }

    [Fact]
    public void ArchivesOfVeryManyEntries()
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        {
            for (var i = 0; i < 10_001; i++)
            {
                archive.CreateEntry($"{i}");
            }
        }

        Refused("entries", "a.pth", file.ToArray(), most: 5_000_000);
    }

    [Fact]
    public void OnnxConvolutionsThatAllNameOneTensor()
    {
        var onnx = new OnnxBuilder().Constant("w", new float[1_000_000], 1000, 1000, 1, 1);
        for (var i = 0; i < 200; i++)
        {
            onnx.Node("Conv", [i == 0 ? "x" : $"c{i - 1}", "w"], $"c{i}");
        }

        Refused("33,554,432 weights", "a.onnx", onnx.Build("x", "c199", 1, 1000, 8, 8), most: 220_000_000);
    }

    /// <summary>A node without fields takes two bytes of the file and some hundred of memory.</summary>
    [Theory]
    [InlineData("a.onnx", 1)]
    [InlineData("a.caffemodel", 100)]
    public void ProtobufOfVeryManyEmptyMessages(string name, int field)
    {
        var message = new ProtobufBuilder().Bytes(field, []).ToArray();
        var many = Enumerable.Repeat(message, 1_000_000).SelectMany(m => m).ToArray();
        var file = name == "a.onnx" ? new ProtobufBuilder().Bytes(7, many).ToArray() : many;
        Refused("250,000 fields", name, file, most: 400_000_000);
    }

    [Fact]
    public void ProtobufOfVeryManySmallNumbers()
    {
        var tensor = new ProtobufBuilder().Text(8, "w").Int(2, 7).Bytes(7, new byte[17_000_000]);
        var file = new ProtobufBuilder().Message(7, new ProtobufBuilder().Message(5, tensor)).ToArray();
        Refused("16,777,216 numbers", "a.onnx", file, most: 25_000_000);
    }

    [Theory]
    [InlineData("a.onnx")]
    [InlineData("a.net")]
    [InlineData("a.pth")]
    [InlineData("a.safetensors")]
    public void FilesLargerThanAnyBoard(string name)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(name, []);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(BoundedFile.ModelBytes + 1);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("longer than 67,108,864", Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void FilesThatNeverEnd()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "there is no /dev/zero");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("longer than 1,000,000", Assert.Throws<ModelException>(() => BoundedFile.Read("/dev/zero", 1_000_000)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3_000_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void FilesUpToTheLimitAreReadWhole(int length)
    {
        using var folder = new TemporaryFolder();
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        Assert.Equal(bytes, BoundedFile.Read(folder.Write("a", bytes), Math.Max(1, length)));
        if (length > 1)
        {
            Assert.Throws<ModelException>(() => BoundedFile.Read(folder.Path("a"), length - 1));
        }
    }

    [Fact]
    public void DescriptionsAreShort()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.json", new byte[1_100_000]);
        var path = folder.Write("a.safetensors", SafetensorsModel.Write(TestNetworks.Grey28()));
        Assert.Contains("at most 1,048,576", Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message);
    }

    private static byte[] Safetensors(string table, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(table);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. data];
    }

    private static void Refused(string message, string name, byte[] file, long most)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(name, file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.Throws<ModelException>(() => ModelLoader.Load(path)).Message;
        Assert.Contains(message, refusal, StringComparison.Ordinal);
        Assert.Contains(path, refusal, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, most);
    }
}
