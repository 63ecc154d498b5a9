// SPDX-License-Identifier: MIT
using System.Text.Json;

namespace SqueezeEdge.Cli.Tests;

/// <summary><c>verify</c> on this machine.</summary>
public sealed class VerifyTests
{
    [Theory]
    [InlineData("compact")]
    [InlineData("fast")]
    public void TheHostKernelsAreIdentical(string encoding)
    {
        Workspace.Need("cc", "cmake");
        using var work = new Workspace();
        var blob = work.Pack(encoding);
        var json = Workspace.Run("verify", blob, "--on", "host", "--json").Json;
        Assert.True(json.GetProperty("identical").GetBoolean());
        Assert.Equal(["host"], json.GetProperty("targets").EnumerateArray().Select(t => t.GetString()!));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("firstDifference").ValueKind);
        Assert.True(json.GetProperty("bytesCompared").GetInt64() > 0);
        Assert.Contains("Identical", Workspace.Run("verify", blob, "--on", "host").Table);
    }

    [Fact]
    public void UnknownAndMissingTargetsAreRefused()
    {
        using var work = new Workspace();
        var blob = work.Pack();
        UsageTests.Refused("'moon'", "verify", blob, "--on", "host,moon");
        UsageTests.Refused("no target is named", "verify", blob, "--on", ",");
        PackTests.Refused("nowhere", "verify", blob, "--on", "host", "--images", work["nowhere"]);
    }
}
