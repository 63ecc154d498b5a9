// SPDX-License-Identifier: MIT
using System.Diagnostics;

namespace SqueezeEdge.Cli.Tests;

/// <summary>What a signal leaves behind: nothing.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task ASignalEndsTheEmulatorAndRemovesTheTemporaryFolder(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are Unix's");
        Workspace.Need("cc", "cmake", "riscv64-unknown-elf-gcc", "qemu-system-riscv32");
        var cancel = TestContext.Current.CancellationToken;
        using var work = new Workspace();
        var blob = work.Pack();

        // Builds the kernels, so that the emulator is the next program to be started; then one that never ends stands for it.
        Assert.Equal(0, Workspace.Run("profile", blob).ExitCode);
        Directory.CreateDirectory(work["temporary"]);
        Directory.CreateDirectory(work["bin"]);
        work.File(
            "bin/qemu-system-riscv32",
            $"#!/bin/sh\necho $$ > '{work["started"]}.part'\nmv '{work["started"]}.part' '{work["started"]}'\nexec sleep 100\n"
        );
        Process.Start("chmod", ["+x", work["bin/qemu-system-riscv32"]]).WaitForExit();
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, "profile", blob])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = work["bin"] + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        start.Environment["TMPDIR"] = work["temporary"];
        using var program = Process.Start(start)!;
        for (var i = 0; i < 600 && !File.Exists(work["started"]); i++)
        {
            await Task.Delay(100, cancel);
        }

        Assert.True(File.Exists(work["started"]), "the emulator was not started");
        Assert.NotEmpty(Directory.GetDirectories(work["temporary"], "squeezeedge-*"));
        var emulator = int.Parse(await File.ReadAllTextAsync(work["started"], cancel));
        Process.Start("kill", [$"-{signal}", $"{program.Id}"]).WaitForExit();
        await program.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(30), cancel);
        Assert.Equal(exitCode, program.ExitCode);
        Assert.Empty(Directory.GetDirectories(work["temporary"], "squeezeedge-*"));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(emulator));
    }
}
