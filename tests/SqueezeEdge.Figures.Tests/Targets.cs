// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Figures.Tests;

/// <summary>Where the kernels run; a test is skipped where the tools are missing.</summary>
internal static class Targets
{
    private static readonly NativeBuild Build = new(RepositoryLayout.Find());

    /// <summary>The host and both emulated machines.</summary>
    public static IReadOnlyList<IInferenceTarget> All
    {
        get
        {
            foreach (
                var tool in new[]
                {
                    "cc",
                    "cmake",
                    "qemu-system-riscv32",
                    "riscv64-unknown-elf-gcc",
                    "qemu-system-xtensa",
                    "xtensa-lx106-elf-gcc",
                }
            )
            {
                Assert.SkipWhen(Build.Tools.Find(tool) is null, $"{tool} is not installed");
            }

            return TargetSet.Parse("host,rv32,xtensa", Build);
        }
    }

    /// <summary>Builds for the host.</summary>
    public static NativeBuild Host
    {
        get
        {
            Assert.SkipWhen(Build.Tools.Find("cc") is null || Build.Tools.Find("cmake") is null, "cc or cmake is not installed");
            return Build;
        }
    }
}
