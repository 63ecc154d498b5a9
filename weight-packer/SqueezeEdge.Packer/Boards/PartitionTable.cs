// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SqueezeEdge.Packer.Boards;

/// <summary>How a board's flash is divided: ESP-IDF's partitions.csv and the binary table made from it.</summary>
public sealed class PartitionTable
{
    /// <summary>Where the binary table lies in flash.</summary>
    public const int Address = 0x8000;

    /// <summary>Bytes of the binary table; a signature may follow up to the next sector.</summary>
    public const int TableBytes = 0xC00;

    private const int SectorBytes = 0x1000;
    private const int AppAlignment = 0x10000;
    private const int EntryBytes = 32;

    /// <summary>Entries that fit, one of them the checksum.</summary>
    private const int MostEntries = TableBytes / EntryBytes - 1;

    private const int LongestFile = 1 << 16;

    /// <summary>Reserved by ESP-IDF for the update data of its trusted execution environment.</summary>
    private const int ReservedSubType = 0x90;

    private static readonly Dictionary<(byte Type, string Name), byte> SubTypes = new()
    {
        [(Partition.App, "factory")] = 0x00,
        [(Partition.Data, "ota")] = 0x00,
        [(Partition.Data, "phy")] = 0x01,
        [(Partition.Data, "nvs")] = 0x02,
        [(Partition.Data, "coredump")] = 0x03,
        [(Partition.Data, "undefined")] = 0x06,
        [(Partition.Data, "fat")] = 0x81,
        [(Partition.Data, "spiffs")] = 0x82,
        [(Partition.Data, "littlefs")] = 0x83,
    };

    private PartitionTable(IReadOnlyList<Partition> partitions) => Partitions = partitions;

    /// <summary>The partitions by address.</summary>
    public IReadOnlyList<Partition> Partitions { get; }

    /// <summary>The model partitions in the order of their slots: <c>model</c>, or <c>model0</c> and <c>model1</c>.</summary>
    public IReadOnlyList<Partition> Models =>
        [.. Partitions.Where(p => p.Name is "model" or "model0" or "model1").OrderBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>Finds a partition.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The partition.</returns>
    /// <exception cref="ModelException">There is none.</exception>
    public Partition this[string name] =>
        Partitions.FirstOrDefault(p => p.Name == name) ?? throw new ModelException($"there is no partition '{name}'.");

    /// <summary>Reads a partitions.csv.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="where">Name of the file, for messages.</param>
    /// <param name="flashBytes">Size of the flash.</param>
    /// <returns>The table.</returns>
    /// <exception cref="ModelException">A line cannot be understood, or a partition overlaps another, is misaligned or lies outside
    /// the flash.</exception>
    public static PartitionTable Parse(string text, string where, int flashBytes)
    {
        var partitions = new List<Partition>();
        var lines =
            text.Length <= LongestFile ? text.Split('\n') : throw new ModelException($"'{where}' is too long for a partition table.");
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Split('#')[0].Trim();
            if (line.Length > 0)
            {
                partitions.Add(Line(line, $"'{where}', line {i + 1}"));
            }
        }

        partitions.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        Check(partitions, where, flashBytes);
        return new PartitionTable(partitions);
    }

    /// <summary>The table as the chip reads it: an entry for each partition, their MD5, the rest erased.</summary>
    /// <returns><see cref="TableBytes"/> bytes.</returns>
    public byte[] ToBinary()
    {
        var table = new byte[TableBytes];
        table.AsSpan().Fill(0xFF);
        var position = 0;
        foreach (var partition in Partitions)
        {
            var entry = table.AsSpan(position, EntryBytes);
            entry.Clear();
            BinaryPrimitives.WriteUInt16LittleEndian(entry, 0x50AA);
            entry[2] = partition.Type;
            entry[3] = partition.SubType;
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], partition.Offset);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], partition.Bytes);
            Encoding.ASCII.GetBytes(partition.Name, entry[12..]);
            position += EntryBytes;
        }

        // The chip's bootloader checks this digest; MD5 is what the format prescribes.
        BinaryPrimitives.WriteUInt16LittleEndian(table.AsSpan(position), 0xEBEB);
        MD5.HashData(table.AsSpan(0, position), table.AsSpan(position + 16));
        return table;
    }

    private static Partition Line(string line, string where)
    {
        var fields = line.Split(',').Select(f => f.Trim()).ToArray();
        if (fields.Length is < 5 or > 6)
        {
            throw new ModelException($"{where}: '{line}' must have the five fields name, type, subtype, offset, size.");
        }

        var name = fields[0];
        if (name.Length is < 1 or > 15 || !name.All(char.IsAscii))
        {
            throw new ModelException($"{where}: the name '{name}' must have 1..15 ASCII characters.");
        }

        var type = fields[1] switch
        {
            "app" => Partition.App,
            "data" => Partition.Data,
            var other => throw new ModelException($"{where}: the type '{other}' is neither app nor data."),
        };
        var subType = SubTypes.TryGetValue((type, fields[2]), out var known) ? known : Number(fields[2], "subtype", 0xFE);
        if (type == Partition.Data && subType == ReservedSubType)
        {
            throw new ModelException($"{where}: ESP-IDF 5.5 and later refuse the subtype 0x90 for data; use undefined.");
        }

        return new Partition(name, type, (byte)subType, Number(fields[3], "offset", int.MaxValue), Number(fields[4], "size", int.MaxValue));

        int Number(string text, string what, int largest)
        {
            var (digits, unit) =
                text.Length > 0
                    ? char.ToUpperInvariant(text[^1]) switch
                    {
                        'K' => (text[..^1], 1024L),
                        'M' => (text[..^1], 1024L * 1024),
                        _ => (text, 1L),
                    }
                    : (text, 1L);
            var hexadecimal = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            return
                uint.TryParse(
                    hexadecimal ? digits[2..] : digits,
                    hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var value
                )
                && value * unit <= largest
                ? (int)(value * unit)
                : throw new ModelException($"{where}: the {what} '{text}' is no number up to {largest}.");
        }
    }

    private static void Check(List<Partition> partitions, string where, int flashBytes)
    {
        Require(partitions.Count is > 0 and <= MostEntries, $"there are {partitions.Count} partitions; 1..{MostEntries} are possible");
        var free = Address + SectorBytes;
        var before = "the partition table";
        foreach (var p in partitions)
        {
            var alignment = p.Type == Partition.App ? AppAlignment : SectorBytes;
            Require(p.Offset % alignment == 0, $"'{p.Name}' begins at 0x{p.Offset:x}, which is no multiple of 0x{alignment:x}");
            Require(
                p.Bytes > 0 && p.Bytes % SectorBytes == 0,
                $"'{p.Name}' has 0x{p.Bytes:x} bytes, which is no multiple of 0x{SectorBytes:x} above 0"
            );
            Require(p.Offset >= free, $"'{p.Name}' begins at 0x{p.Offset:x}, before the end of {before} at 0x{free:x}");
            Require(
                (long)p.Offset + p.Bytes <= flashBytes,
                $"'{p.Name}' ends at 0x{(long)p.Offset + p.Bytes:x}; the flash has 0x{flashBytes:x} bytes"
            );
            (free, before) = (p.End, $"'{p.Name}'");
        }

        var twice = partitions.GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1)?.Key;
        Require(twice is null, $"there are two partitions '{twice}'");

        void Require(bool condition, string what)
        {
            if (!condition)
            {
                throw new ModelException($"'{where}': {what}.");
            }
        }
    }
}
