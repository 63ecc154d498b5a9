// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.IO.Hashing;
using SqueezeEdge.Packer.Blob;
using Xunit;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>A blob taken apart by docs/blob-format.md alone, so that any field can be wrong behind right lengths and checksums.</summary>
internal sealed class EditedBlob
{
    private const int HeaderBytes = 96;
    private const int RecordBytes = 28;

    private readonly byte[] header;

    public EditedBlob(byte[] blob)
    {
        header = blob[..HeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), 2); // of an earlier version only the fast streams differ
        Network = Section(blob, 16);
        Labels = Section(blob, 40);
        ReadOnlySpan<byte> weights = Section(blob, 28);
        for (var i = 0; i < Network[10]; i++)
        {
            var encoding = (TensorEncoding)Record(i)[0];
            int levels = Get16(i, 12);
            Tensors.Add(
                new Parts
                {
                    Codebook = Take(ref weights, levels),
                    LevelLengths = Take(ref weights, encoding == TensorEncoding.Fast ? 0 : (levels + 1) / 2),
                    GapLengths = Take(ref weights, encoding == TensorEncoding.Sparse ? 16 : 0),
                    Bias = Take(ref weights, Get16(i, 6) * Record(i)[2]),
                    Stream = Take(ref weights, Get32(i, 20)),
                }
            );
        }

        Assert.Equal(0, weights.Length);
    }

    /// <summary>The network section: its record, the operations', the tensors' and the additions' records.</summary>
    public byte[] Network { get; set; }

    /// <summary>The labels section.</summary>
    public byte[] Labels { get; set; }

    /// <summary>What follows the last section within the blob's length: nothing, by the format.</summary>
    public byte[] Behind { get; set; } = [];

    /// <summary>What follows the last tensor within the weights section: nothing, by the format.</summary>
    public byte[] BehindTensors { get; set; } = [];

    /// <summary>What the weights section holds of each tensor.</summary>
    public List<Parts> Tensors { get; } = [];

    /// <summary>The record of a tensor, to be changed in place.</summary>
    public Span<byte> Record(int tensor) => Network.AsSpan(24 + 12 * Network[7] + RecordBytes * tensor, RecordBytes);

    public ushort Get16(int tensor, int field) => BinaryPrimitives.ReadUInt16LittleEndian(Record(tensor)[field..]);

    public int Get32(int tensor, int field) => BinaryPrimitives.ReadInt32LittleEndian(Record(tensor)[field..]);

    public void Set16(int tensor, int field, int value) => BinaryPrimitives.WriteUInt16LittleEndian(Record(tensor)[field..], (ushort)value);

    public void Set32(int tensor, int field, int value) => BinaryPrimitives.WriteInt32LittleEndian(Record(tensor)[field..], value);

    /// <summary>Gives a tensor a bias of 4 bytes per output channel.</summary>
    public void SetBias(int tensor, params int[] bias)
    {
        Record(tensor)[2] = 4;
        Tensors[tensor].Bias = new byte[4 * bias.Length];
        for (var i = 0; i < bias.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(Tensors[tensor].Bias.AsSpan(4 * i), bias[i]);
        }
    }

    /// <summary>A 16-bit unit of a tensor's stream.</summary>
    public int Unit(int tensor, int index) => BinaryPrimitives.ReadUInt16LittleEndian(Tensors[tensor].Stream.AsSpan(2 * index));

    public void SetUnit(int tensor, int index, int value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(Tensors[tensor].Stream.AsSpan(2 * index), (ushort)value);

    /// <summary>Puts the blob together: lengths of streams and sections and all checksums are made right.</summary>
    public byte[] ToBytes()
    {
        for (var i = 0; i < Tensors.Count; i++)
        {
            Set32(i, 20, Tensors[i].Stream.Length);
        }

        byte[] weights =
        [
            .. Tensors.SelectMany(t => new[] { t.Codebook, t.LevelLengths, t.GapLengths, t.Bias, t.Stream }.SelectMany(Padded)),
            .. BehindTensors,
        ];
        byte[] blob = [.. header, .. Padded(Network), .. weights, .. Padded(Labels), .. Behind];
        BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(8), blob.Length);
        var position = HeaderBytes;
        foreach (var (entry, length) in new[] { (16, Padded(Network).Length), (28, weights.Length), (40, Padded(Labels).Length) })
        {
            BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(entry), position);
            BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(entry + 4), length);
            BinaryPrimitives.WriteUInt32LittleEndian(blob.AsSpan(entry + 8), Crc32.HashToUInt32(blob.AsSpan(position, length)));
            position += length;
        }

        blob.AsSpan(12, 4).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(blob.AsSpan(12), Crc32.HashToUInt32(blob.AsSpan(0, HeaderBytes)));
        return blob;
    }

    private static byte[] Padded(byte[] part) => [.. part, .. new byte[-part.Length & 3]];

    private static byte[] Section(byte[] blob, int entry) =>
        blob.AsSpan(
                BinaryPrimitives.ReadInt32LittleEndian(blob.AsSpan(entry)),
                BinaryPrimitives.ReadInt32LittleEndian(blob.AsSpan(entry + 4))
            )
            .ToArray();

    private static byte[] Take(ref ReadOnlySpan<byte> weights, int bytes)
    {
        var part = weights[..bytes].ToArray();
        weights = weights[((bytes + 3) & ~3)..];
        return part;
    }

    /// <summary>The parts of a tensor in the weights section, without their padding.</summary>
    public sealed class Parts
    {
        public required byte[] Codebook { get; set; }

        public required byte[] LevelLengths { get; set; }

        public required byte[] GapLengths { get; set; }

        public required byte[] Bias { get; set; }

        public required byte[] Stream { get; set; }
    }
}
