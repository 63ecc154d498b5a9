// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace SqueezeEdge.Packer.Models.PyTorch;

/// <summary>The two containers <c>torch.save</c> writes: a zip archive, and before version 1.6 pickles with raw numbers behind
/// them.</summary>
internal static class TorchFile
{
    /// <summary>Files in an archive; torch.save writes one for each tensor.</summary>
    private const int EntryLimit = 10_000;

    /// <summary>What the old container begins with: a pickle of PyTorch's magic number.</summary>
    private static readonly byte[] OldMagic =
    [
        0x80,
        0x02,
        0x8A,
        0x0A,
        0x6C,
        0xFC,
        0x9C,
        0x46,
        0xF9,
        0x20,
        0x6A,
        0xA8,
        0x50,
        0x19,
        (byte)'.',
    ];

    /// <summary>Reads a file of tensors.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <returns>Shape and values by name; values are copied when asked for.</returns>
    /// <exception cref="ModelException">The file is damaged, or holds something else than a dictionary of tensors.</exception>
    public static Dictionary<string, (int[] Shape, Func<float[]> Values)> Read(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith(OldMagic))
        {
            return ReadOld(bytes);
        }

        if (bytes.AsSpan().StartsWith("PK"u8))
        {
            return ReadZip(bytes);
        }

        throw new ModelException(
            bytes.AsSpan(0, Math.Min(bytes.Length, 512)).IndexOf("ustar"u8) > 0
                ? "this is a tar archive of PyTorch before 0.1.10, which cannot be read. Load it with PyTorch and "
                    + "save model.state_dict() again."
                : "this is no file of torch.save."
        );
    }

    private static Dictionary<string, (int[] Shape, Func<float[]> Values)> ReadZip(byte[] bytes)
    {
        long left = bytes.Length;
        try
        {
            if (bytes.AsSpan().Count("PK\u0001\u0002"u8) > EntryLimit)
            {
                throw new ModelException($"the archive has more than {EntryLimit:N0} entries.");
            }

            var archive = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            var entries = archive.Entries.GroupBy(e => e.FullName).ToDictionary(g => g.Key, g => g.Last());
            var pickle =
                entries.Keys.Where(n => n == "data.pkl" || n.EndsWith("/data.pkl", StringComparison.Ordinal)).MinBy(n => n.Length)
                ?? throw new ModelException("the archive holds no data.pkl, so it is none of torch.save.");
            var root = pickle[..^"data.pkl".Length];
            if (entries.TryGetValue(root + "byteorder", out var order) && !Content(order).AsSpan().StartsWith("little"u8))
            {
                throw new ModelException("the numbers of the file are big-endian, which cannot be read.");
            }

            var state = new PickleReader(Content(entries[pickle])).Read();
            var storages = new Dictionary<string, byte[]>();
            foreach (var (_, tensor) in Named(state))
            {
                var key = tensor.Storage.Key;
                if (!storages.ContainsKey(key))
                {
                    storages[key] = Content(
                        entries.TryGetValue($"{root}data/{key}", out var entry)
                            ? entry
                            : throw new ModelException($"the archive lacks 'data/{key}', which its pickle names.")
                    );
                }
            }

            return Tensors(state, bytes.Length, storage => storages[storage.Key]);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            throw new ModelException($"the zip archive is damaged or truncated: {e.Message}", e);
        }

        // Entries may overlap in a crafted archive: all together hold no more than the file.
        byte[] Content(ZipArchiveEntry entry)
        {
            left -= entry.Length;
            if (left < 0)
            {
                throw new ModelException($"the entries of the archive are larger than the archive ('{entry.FullName}').");
            }

            if (entry.CompressedLength != entry.Length)
            {
                throw new ModelException($"'{entry.FullName}' of the archive is compressed, which torch.save never does.");
            }

            var content = new byte[entry.Length];
            using var stream = entry.Open();
            stream.ReadExactly(content);
            return Crc32.HashToUInt32(content) == entry.Crc32
                ? content
                : throw new ModelException($"'{entry.FullName}' of the archive is damaged (CRC-32).");
        }
    }

    /// <summary>Magic number, protocol version, system, the object, the keys of the storages; then per storage its count and
    /// numbers.</summary>
    private static Dictionary<string, (int[] Shape, Func<float[]> Values)> ReadOld(byte[] bytes)
    {
        var reader = new PickleReader(bytes, OldMagic.Length);
        if (reader.Read() is not 1001L)
        {
            throw new ModelException("the PyTorch file is of an unknown protocol version.");
        }

        if (reader.Read() is not PickleDictionary system || system.Entries.GetValueOrDefault("little_endian") is not true)
        {
            throw new ModelException("the PyTorch file does not say that its numbers are little-endian.");
        }

        var state = reader.Read();
        var keys =
            reader.Read() as List<object?> ?? throw new ModelException("the PyTorch file is damaged: the list of its storages is missing.");
        var types = Named(state).Select(t => t.Tensor.Storage).DistinctBy(s => s.Key).ToDictionary(s => s.Key);
        var contents = new Dictionary<string, ReadOnlyMemory<byte>>();
        var at = (long)reader.Position;
        foreach (var key in keys)
        {
            // Without its type the length of a storage, and so the place of the next, is not known.
            if (key is not string name || !types.TryGetValue(name, out var storage))
            {
                throw new ModelException(
                    "the PyTorch file holds numbers that belong to no tensor of its dictionary. Save model.state_dict() alone."
                );
            }

            var length = storage.Count * storage.ElementBytes;
            if (
                at + 8 > bytes.Length
                || BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan((int)at)) != storage.Count
                || length > bytes.Length - at - 8
            )
            {
                throw new ModelException($"the PyTorch file is truncated or damaged at storage '{name}'.");
            }

            contents[name] = bytes.AsMemory((int)at + 8, (int)length);
            at += 8 + length;
        }

        return Tensors(
            state,
            bytes.Length,
            s =>
                contents.TryGetValue(s.Key, out var content)
                    ? content
                    : throw new ModelException($"the PyTorch file lacks storage '{s.Key}'.")
        );
    }

    private static Dictionary<string, (int[] Shape, Func<float[]> Values)> Tensors(
        object? state,
        int fileBytes,
        Func<TorchStorage, ReadOnlyMemory<byte>> content
    )
    {
        var named = Named(state).ToList();

        // Tensors are views, and many may show the same numbers. Each is copied.
        if (named.Sum(t => t.Tensor.Count * t.Tensor.Storage.ElementBytes) > fileBytes)
        {
            throw new ModelException("the tensors of the PyTorch file overlap: together they have more numbers than the file.");
        }

        // Networks trained on several processors carry a prefix.
        var prefix = named.Count > 0 && named.All(t => t.Name.StartsWith("module.", StringComparison.Ordinal)) ? "module.".Length : 0;
        return named.ToDictionary(
            t => t.Name[prefix..],
            t =>
                (
                    t.Tensor.Shape,
                    new Func<float[]>(() =>
                    {
                        var bytes = content(t.Tensor.Storage);
                        return bytes.Length == t.Tensor.Storage.Count * t.Tensor.Storage.ElementBytes
                            ? t.Tensor.Values(bytes.Span)
                            : throw new ModelException(
                                $"tensor '{t.Name}': its storage has {bytes.Length} bytes, the pickle says "
                                    + $"{t.Tensor.Storage.Count} numbers of {t.Tensor.Storage.ElementBytes} bytes."
                            );
                    })
                )
        );
    }

    /// <summary>The tensors of a state dict, or of the state dict in a checkpoint.</summary>
    private static IEnumerable<(string Name, TorchTensor Tensor)> Named(object? state)
    {
        var checkpoint = (state as PickleDictionary)?.Entries;
        var inner = new[] { "state_dict", "model_state_dict", "model" }
            .Select(key => checkpoint?.GetValueOrDefault(key))
            .OfType<PickleDictionary>()
            .FirstOrDefault();
        var entries =
            (inner?.Entries ?? checkpoint)
            ?? throw new ModelException("the PyTorch file holds no dictionary of tensors. Save model.state_dict() with torch.save.");
        return entries.Select(e =>
            e.Value is TorchTensor tensor
                ? tensor.Storage.Type != TorchStorage.Integers || NamedTensors.IsCounter(e.Key)
                    ? (e.Key, tensor)
                    : throw new ModelException($"'{e.Key}' of the PyTorch file holds integers ({TorchStorage.Integers}), not weights.")
                : throw new ModelException($"'{e.Key}' of the PyTorch file is no tensor. Save model.state_dict() with torch.save.")
        );
    }
}
