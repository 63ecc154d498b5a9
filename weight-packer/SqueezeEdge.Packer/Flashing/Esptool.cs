// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Boards;

namespace SqueezeEdge.Packer.Flashing;

/// <summary>Espressif's esptool.</summary>
/// <param name="Program">Its name or path.</param>
public sealed record Esptool(string Program) : FlashTool(Program)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Arguments(Board board, string port, FlashAction action, string scratch) =>
        action switch
        {
            WriteFirmware f =>
            [
                Call(
                    board,
                    port,
                    "write_flash",
                    Hex(board.BootloaderAddress),
                    f.Bootloader,
                    Hex(board.Partitions["factory"].Offset),
                    f.Runtime
                ),
            ],
            WriteFile f => [Call(board, port, "write_flash", Hex(f.Address), f.File)],
            EraseRegion e => [Call(board, port, "erase_region", Hex(e.Address), Hex(e.Bytes))],
            _ => throw new ArgumentException("unknown action", nameof(action)),
        };

    /// <inheritdoc/>
    public override string[] ReadArguments(Board board, string port, int address, int bytes, string file) =>
        Call(board, port, "read_flash", Hex(address), Hex(bytes), file);

    private static string[] Call(Board board, string port, params string[] arguments) =>
        ["--chip", board.Chip.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal), "--port", port, .. arguments];
}
