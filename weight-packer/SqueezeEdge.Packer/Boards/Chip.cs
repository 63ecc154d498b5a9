// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Boards;

/// <summary>What is the same on every board with a chip.</summary>
/// <param name="Name">Its name in a board.json.</param>
/// <param name="Target">The emulated target that stands for it.</param>
/// <param name="Cores">Its cores.</param>
/// <param name="CpuMHz">The clocks its cores can run at.</param>
/// <param name="FirmwareTargets">The .NET nanoFramework firmwares for it.</param>
/// <param name="BootloaderAddress">Where it looks for its second-stage bootloader.</param>
/// <param name="OutputPins">GPIO numbers that can be outputs and are not wired to the flash chip.</param>
/// <param name="InputPins">GPIO numbers that can be inputs only.</param>
internal sealed record Chip(
    string Name,
    string Target,
    int Cores,
    int[] CpuMHz,
    string[] FirmwareTargets,
    int BootloaderAddress,
    int[] OutputPins,
    int[] InputPins
)
{
    /// <summary>The chips a board can have. The build of the app knows the same: firmware-app/SqueezeEdge.App/Board.targets.</summary>
    public static IReadOnlyList<Chip> All { get; } =
    [
        new(
            "ESP32",
            "xtensa",
            2,
            [80, 160, 240],
            ["ESP32_REV3"],
            0x1000,
            [.. Range(0, 5), .. Range(12, 19), .. Range(21, 23), .. Range(25, 27), .. Range(32, 33)],
            [.. Range(34, 39)]
        ),
        new("ESP32-C3", "rv32", 1, [80, 160], ["ESP32_C3"], 0, [.. Range(0, 10), .. Range(18, 21)], []),
        new("ESP32-S3", "xtensa", 2, [80, 160, 240], ["ESP32_S3_QUAD", "ESP32_S3_OCTAL"], 0, [.. Range(0, 21), .. Range(33, 48)], []),
    ];

    private static IEnumerable<int> Range(int first, int last) => Enumerable.Range(first, last - first + 1);
}
