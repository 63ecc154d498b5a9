// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Boards;

namespace SqueezeEdge.Packer.Flashing;

/// <summary>.NET nanoFramework's nanoff.</summary>
/// <param name="Program">Its name or path.</param>
public sealed record Nanoff(string Program) : FlashTool(Program)
{
    private const string ErasedName = "erased.bin";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Arguments(Board board, string port, FlashAction action, string scratch)
    {
        switch (action)
        {
            case WriteFirmware f:
                return
                [
                    ["--update", "--target", board.FirmwareTarget, "--serialport", port, "--clrfile", f.Runtime],
                ];
            case WriteFile f:
                return [Deploy(port, f.Address, f.File)];
            case EraseRegion e:
                // It has no erasing: what is written as all ones is as good as erased.
                var file = Path.Combine(scratch, ErasedName);
                if (Directory.Exists(scratch))
                {
                    File.WriteAllBytes(file, [.. Enumerable.Repeat((byte)0xFF, e.Bytes)]);
                }

                return [Deploy(port, e.Address, file)];
            default:
                throw new ArgumentException("unknown action", nameof(action));
        }
    }

    /// <inheritdoc/>
    public override string[] ReadArguments(Board board, string port, int address, int bytes, string file) =>
        throw new ModelException(
            $"nanoff cannot read which of the two models on {board.Name} runs. Install esptool, or flash everything without --model-only."
        );

    private static string[] Deploy(string port, int address, string file) =>
        ["--platform", "esp32", "--serialport", port, "--deploy", "--image", file, "--address", Hex(address)];
}
