// SPDX-License-Identifier: MIT
using System.Globalization;
using System.Text.RegularExpressions;
using SqueezeEdge.Packer.Blob;

namespace SqueezeEdge.Repository.Tests;

/// <summary>The blob in docs/blob-format.md is the one that the packer writes.</summary>
public sealed class BlobDocumentTests
{
    [Fact]
    public void EveryByteOfTheExampleIsAsThePackerWritesIt()
    {
        var blob = ExampleBlob.Write();
        var rows = Regex.Matches(
            RepositoryFiles.Read("docs/blob-format.md"),
            "^\\| ([0-9A-F]{3}) \\| `([0-9A-F ]+)` \\|",
            RegexOptions.Multiline
        );
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

    [Fact]
    public void TheExampleIsAValidBlob() => Assert.Equal("example", BlobReader.Read(ExampleBlob.Write()).Model.Network.Name);
}
