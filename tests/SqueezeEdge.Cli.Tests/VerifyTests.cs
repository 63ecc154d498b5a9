// SPDX-License-Identifier: MIT
using System.Text.Json;
using Spectre.Console.Testing;
using SqueezeEdge.Cli.Commands;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer.Verification;

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ADifferenceEndsWithCode4AndSaysWhere(bool json)
    {
        var console = new TestConsole().Width(200);
        var output = new StringWriter();
        var terminal = new Terminal(console, output, new StringWriter(), null);
        var difference = new FirstDifference("host", 2, "fire7/expand3x3", 5, 11, 3, 17, 18);
        Assert.Equal(4, VerifyCommand.Conclude(terminal, new VerificationReport(false, ["host"], 3, 1000, difference), json));
        Assert.Contains(
            json
                ? "\"layer\": \"fire7/expand3x3\""
                : "fire7/expand3x3 row 5, channel 11, column 3: the reference has 17, the kernels have 18",
            json ? output.ToString() : console.Output
        );
        Assert.Equal(0, VerifyCommand.Conclude(terminal, new VerificationReport(true, ["host"], 3, 1000, null), json));
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
