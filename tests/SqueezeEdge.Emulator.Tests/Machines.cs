// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Execution.Emulator;
using SqueezeEdge.Packer.Execution.Host;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Tools;
using Xunit;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>The emulated machines; a test that needs one is skipped where its tools are missing.</summary>
internal static class Machines
{
    public static NativeBuild Build { get; } = new(RepositoryLayout.Find());

    public static EmulatedTarget Require(string name)
    {
        var machine = name == EmulatedMachine.Rv32.Name ? EmulatedMachine.Rv32 : EmulatedMachine.Xtensa;
        SkipWithout(machine.Emulator, name == "rv32" ? "riscv64-unknown-elf-gcc" : "xtensa-lx106-elf-gcc", "cmake");
        return new EmulatedTarget(machine, Build);
    }

    public static HostTarget RequireHost()
    {
        SkipWithout("cc", "cmake");
        return new HostTarget(Build);
    }

    private static void SkipWithout(params string[] tools)
    {
        foreach (var tool in tools)
        {
            Assert.SkipWhen(Build.Tools.Find(tool) is null, $"{tool} is not installed");
        }
    }
}
