// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Packer.Execution.Emulator;

/// <summary>A microcontroller under QEMU (native-kernels/emulator/README.md).</summary>
/// <param name="Name">Name of the target.</param>
/// <param name="Target">What the kernels are built for.</param>
/// <param name="Emulator">QEMU's program.</param>
/// <param name="Arguments">Its arguments, without the program.</param>
/// <param name="BlobLimit">Most bytes of a blob.</param>
/// <param name="JobLimit">Most bytes of a job.</param>
public sealed record EmulatedMachine(
    string Name,
    NativeTarget Target,
    string Emulator,
    IReadOnlyList<string> Arguments,
    int BlobLimit,
    int JobLimit
)
{
    private const int Mebibyte = 1 << 20;

    /// <summary>RV32IMC, the ESP32-C3's instruction set.</summary>
    public static EmulatedMachine Rv32 { get; } =
        new(
            "rv32",
            NativeTarget.Rv32,
            "qemu-system-riscv32",
            [
                "-machine",
                "virt",
                "-cpu",
                "lowrisc-ibex",
                "-m",
                "256M",
                "-bios",
                "none",
                "-nographic",
                "-monitor",
                "none",
                "-serial",
                "none",
                "-chardev",
                "stdio,id=out",
                "-semihosting-config",
                "enable=on,target=native,chardev=out",
                "-icount",
                "shift=0",
            ],
            112 * Mebibyte,
            112 * Mebibyte
        );

    /// <summary>Xtensa LX106, the closest to the ESP32's LX6.</summary>
    public static EmulatedMachine Xtensa { get; } =
        new(
            "xtensa",
            NativeTarget.Xtensa,
            "qemu-system-xtensa",
            [
                "-M",
                "sim",
                "-cpu",
                "lx106",
                "-m",
                "320K",
                "-nographic",
                "-monitor",
                "none",
                "-serial",
                "none",
                "-semihosting",
                "-icount",
                "shift=7",
            ],
            31 * Mebibyte,
            32 * Mebibyte
        );
}
