// SPDX-License-Identifier: MIT
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Structure;

/// <summary>The packer's table of the blob's and the slot's layout is the kernels' one, name by name.</summary>
public sealed partial class FormatTableTests
{
    private static readonly (string Prefix, Type Type)[] Tables =
    [
        ("SQE", typeof(BlobLayout)),
        ("SQE_SLOT", typeof(SlotLayout)),
        ("SQE_MAX", typeof(NetworkLimits)),
        ("SQE_RESIZE", typeof(ResizePolicy)),
        ("SQE_BYPASS", typeof(Bypass)),
        ("SQE_ENCODING", typeof(TensorEncoding)),
        ("SQE_ORDER", typeof(ChannelOrder)),
    ];

    [Fact]
    public void TheKernelsHaveTheSameNumbers()
    {
        var header = File.ReadAllText(Path.Combine(RepositoryLayout.Find().KernelsFolder, "src", "format.h"));
        var kernels = Constant().Matches(header).ToDictionary(m => m.Groups[1].Value, m => Number(m.Groups[2].Value));
        Assert.Equal(kernels.OrderBy(k => k.Key), Ours().OrderBy(k => k.Key));
    }

    /// <summary>Sums a mistake in both tables would break: the fields of a record touch each other, and its last one ends it.</summary>
    [Fact]
    public void FieldsFillTheirRecords()
    {
        Fill(typeof(BlobLayout.Section), 4, 4, 4);
        Fill(typeof(BlobLayout.Header), 4, 4, 4, 4, 12, 12, 12, BlobLayout.NameBytes, BlobLayout.IdentityBytes, 4);
        Fill(typeof(BlobLayout.Network), 2, 2, 1, 1, 1, 1, 2, 1, 1, BlobLayout.Network.PaddingBytes, 2, 2, 4);
        Fill(typeof(BlobLayout.Operation), 1, 1, 1, 1, 2, 2, 2, 1, 1);
        Fill(typeof(BlobLayout.Tensor), 1, 1, 1, 1, 2, 2, 2, 1, 1, 2, 2, 4, 4, 2, 2);
        Fill(typeof(BlobLayout.Addition), 2, 1, 1);
        Fill(typeof(SlotLayout), 4, 4, 4, 4, 4, 4);
        Assert.Equal(4, BlobLayout.Network.PaddingBytes);
        Assert.Equal(NetworkLimits.NameBytes, BlobLayout.NameBytes - 1);
    }

    [Theory]
    [InlineData("MaxPool", "MAX_POOL")]
    [InlineData("Reserved2", "RESERVED_2")]
    [InlineData("Crc", "CRC")]
    public void NamesAreTurnedIntoCs(string name, string expected) => Assert.Equal(expected, Snake(name));

    private static void Fill(Type record, params int[] sizes)
    {
        var fields = record
            .GetFields()
            .Where(f => f.Name != nameof(SlotLayout.FormatVersion))
            .Select(f => (f.Name, Offset: (int)f.GetRawConstantValue()!))
            .ToArray();
        var offset = 0;
        foreach (var (size, field) in sizes.Zip(fields.OrderBy(f => f.Offset)))
        {
            Assert.Equal((field.Name, offset), field);
            offset += size;
        }

        Assert.Contains(("Bytes", offset), fields);
    }

    private static IEnumerable<KeyValuePair<string, long>> Ours()
    {
        foreach (var (prefix, type) in Tables)
        {
            foreach (var constant in Constants(prefix, type))
            {
                yield return constant;
            }

            foreach (var record in type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic))
            {
                foreach (var constant in Constants($"{prefix}_{Snake(record.Name)}", record))
                {
                    yield return constant;
                }
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, long>> Constants(string prefix, Type type) =>
        from field in type.GetFields(BindingFlags.Public | BindingFlags.Static)
        where field.IsLiteral && !(type == typeof(NetworkLimits) && field.Name == nameof(NetworkLimits.NameBytes))
        select KeyValuePair.Create(
            $"{prefix}_{Snake(field.Name)}",
            Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)
        );

    private static long Number(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal)
            ? long.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : long.Parse(text, CultureInfo.InvariantCulture);

    private static string Snake(string name) => Boundary().Replace(name, "_").ToUpperInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=[0-9])")]
    private static partial Regex Boundary();

    [GeneratedRegex(@"\b(SQE_\w+)\s*=\s*(0x[0-9a-fA-F]+|[0-9]+)\b")]
    private static partial Regex Constant();
}
