// SPDX-License-Identifier: MIT
using System.IO.Compression;
using System.Text;

namespace SqueezeEdge.Packer.Tests.Models;

/// <summary>Writes archives as torch.save does: a pickle of an OrderedDict, and a file of numbers per storage.</summary>
internal sealed class TorchBuilder
{
    private readonly MemoryStream pickle = new();
    private readonly List<(string Name, byte[] Content)> storages = [];

    public TorchBuilder() => Raw([0x80, 2]).Global("collections", "OrderedDict").Raw(")R("u8);

    /// <summary>Whether entries are deflated, which torch.save never does.</summary>
    public bool Deflated { get; init; }

    public string ByteOrder { get; init; } = "little";

    public TorchBuilder Tensor(string name, float[] values, params int[] shape)
    {
        var strides = new int[shape.Length];
        for (var (i, step) = (shape.Length - 1, 1); i >= 0; step *= shape[i], i--)
        {
            strides[i] = step;
        }

        return Tensor(name, "FloatStorage", [.. values.SelectMany(BitConverter.GetBytes)], values.Length, 0, shape, strides);
    }

    public TorchBuilder Tensor(string name, string storage, byte[] content, int count, int offset, int[] shape, int[] strides)
    {
        var key = storages.Count.ToString();
        storages.Add(($"archive/data/{key}", content));
        Text(name)
            .Global("torch._utils", "_rebuild_tensor_v2")
            .Raw("(("u8)
            .Text("storage")
            .Global("torch", storage)
            .Text(key)
            .Text("cpu")
            .Int(count)
            .Raw("tQ"u8)
            .Int(offset);
        Tuple(shape).Tuple(strides);
        return Raw([0x89]).Global("collections", "OrderedDict").Raw(")RtR"u8);
    }

    public TorchBuilder Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Raw([(byte)'X', .. BitConverter.GetBytes(bytes.Length), .. bytes]);
    }

    public TorchBuilder Int(int value) => Raw([(byte)'J', .. BitConverter.GetBytes(value)]);

    public TorchBuilder Global(string module, string name) => Raw(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

    public TorchBuilder Raw(ReadOnlySpan<byte> opcodes)
    {
        pickle.Write(opcodes);
        return this;
    }

    public byte[] Build()
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (
                var (name, content) in storages
                    .Prepend(("archive/byteorder", Encoding.ASCII.GetBytes(ByteOrder)))
                    .Prepend(("archive/data.pkl", [.. pickle.ToArray(), (byte)'u', (byte)'.']))
            )
            {
                using var entry = archive.CreateEntry(name, Deflated ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return file.ToArray();
    }

    private TorchBuilder Tuple(int[] values)
    {
        Raw("("u8);
        foreach (var value in values)
        {
            Int(value);
        }

        return Raw("t"u8);
    }
}
