// SPDX-License-Identifier: MIT
using System.Globalization;
using System.Text.RegularExpressions;
using SqueezeEdge.Packer.Blob;

namespace SqueezeEdge.Repository.Tests;

/// <summary>The blob in docs/blob-format.md is the one that the packer writes.</summary>
public sealed class BlobDocumentTests
{
    private const string Document = "docs/blob-format.md";
    private const string Rows = "^\\| ([0-9A-F]{3}) \\| `([0-9A-F ]+)` \\|";

    [Fact]
    public void EveryByteOfTheExampleIsAsThePackerWritesIt()
    {
        var blob = ExampleBlob.Write();
        if (Environment.GetEnvironmentVariable("SQUEEZEEDGE_RECORD") == "1")
        {
            Record(blob);
        }

        var rows = Regex.Matches(RepositoryFiles.Read(Document), Rows, RegexOptions.Multiline);
        var explained = new List<byte>();
        foreach (Match row in rows)
        {
            Assert.Equal(explained.Count, int.Parse(row.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            explained.AddRange(
                row.Groups[2].Value.Split(' ').Select(b => byte.Parse(b, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            );
        }

        Assert.Equal(Convert.ToHexString(blob), Convert.ToHexString([.. explained]));
    }

    /// <summary>Writes the bytes of each row anew; whether the words beside them still fit is for the writer to see.</summary>
    private static void Record(byte[] blob)
    {
        var path = Path.Combine(RepositoryFiles.Root, Document);
        File.WriteAllText(
            path,
            Regex.Replace(
                File.ReadAllText(path),
                Rows,
                row =>
                {
                    var at = int.Parse(row.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                    var bytes = blob.Skip(at)
                        .Take((row.Groups[2].Length + 1) / 3)
                        .Select(b => b.ToString("X2", CultureInfo.InvariantCulture));
                    return $"| {row.Groups[1].Value} | `{string.Join(' ', bytes)}` |";
                },
                RegexOptions.Multiline
            )
        );
    }

    [Fact]
    public void TheExampleIsAValidBlob() => Assert.Equal("example", BlobReader.Read(ExampleBlob.Write()).Model.Network.Name);
}
