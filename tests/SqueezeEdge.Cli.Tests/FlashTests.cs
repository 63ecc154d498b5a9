// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cli.Tests;

/// <summary>The verbs around boards.</summary>
public sealed class FlashTests
{
    [Fact]
    public void ADryRunPrintsTheCommandsAndNothingElse()
    {
        using var work = new Workspace();
        var blob = work.Pack();
        var outcome = Workspace.Run(
            "flash",
            blob,
            "--board",
            "esp32-c3-devkitm",
            "--port",
            "COM3",
            "--model-only",
            "--dry-run",
            "--tool",
            "esptool"
        );
        Assert.Equal(0, outcome.ExitCode);
        Assert.EndsWith($"--chip esp32c3 --port COM3 write_flash 0x250000 {blob}", outcome.Output.Trim());
        Assert.Contains("Nothing was written", outcome.Error);
        Assert.Equal(
            5,
            Workspace
                .Run("flash", blob, "--board", "esp32-s3-devkitc", "--port", "COM3", "--model-only", "--dry-run", "--tool", "esptool")
                .Output.Trim()
                .Split('\n')
                .Length
        );
    }

    [Fact]
    public void WhatDoesNotFitTheBoardIsNotWritten()
    {
        using var work = new Workspace();
        var blob = work.Pack();
        File.WriteAllBytes(work["damaged.sqz"], File.ReadAllBytes(blob)[..^8]);
        PackTests.Refused(
            "damaged.sqz",
            "flash",
            work["damaged.sqz"],
            "--board",
            "esp32-c3-devkitm",
            "--port",
            "P",
            "--model-only",
            "--dry-run"
        );
        PackTests.Refused("there is no board 'avr'", "flash", blob, "--board", "avr", "--port", "P", "--model-only", "--dry-run");
        PackTests.Refused(
            "choose esptool or nanoff",
            "flash",
            blob,
            "--board",
            "esp32-c3-devkitm",
            "--port",
            "P",
            "--model-only",
            "--dry-run",
            "--tool",
            "dd"
        );
        PackTests.Refused(
            "nanoCLR.bin",
            "flash",
            blob,
            "--board",
            "esp32-c3-devkitm",
            "--port",
            "P",
            "--firmware",
            work["nowhere"],
            "--dry-run"
        );
    }

    [Theory]
    [InlineData("--port", "P")]
    [InlineData("--port", "P", "--model-only", "--firmware", "x")]
    [InlineData("--port", "P", "--model-only", "--app", "x")]
    [InlineData("--model-only")]
    public void HalfACommandLineEndsWithTwo(params string[] rest) =>
        Assert.Equal(2, Workspace.Run(["flash", "x.sqz", "--board", "esp32-c3-devkitm", .. rest]).ExitCode);

    [Fact]
    public void TheDoctorNamesEveryToolAndEndsWithOneWhereAnEssentialOneIsMissing()
    {
        var outcome = Workspace.Run("doctor", "--json");
        var findings = outcome.Json.GetProperty("tools").EnumerateArray().ToArray();
        var missing = findings.Count(f =>
            f.GetProperty("essential").GetBoolean() && f.GetProperty("found").ValueKind == System.Text.Json.JsonValueKind.Null
        );
        Assert.Equal(missing == 0 ? 0 : 1, outcome.ExitCode);
        Assert.Equal(missing == 0, outcome.Json.GetProperty("complete").GetBoolean());
        string[] tools =
        [
            "cmake",
            "qemu-system-riscv32",
            "qemu-system-xtensa",
            "riscv64-unknown-elf-gcc",
            "esptool",
            "nanoff",
            "torch",
            "Fashion-MNIST",
        ];
        Assert.All(tools, t => Assert.Contains(findings, f => f.GetProperty("name").GetString()!.Contains(t, StringComparison.Ordinal)));
        Assert.All(findings, f => Assert.NotEmpty(f.GetProperty("get").GetString()!));
        Assert.All(tools, t => Assert.Contains(t, Workspace.Run("doctor").Table));
    }
}
