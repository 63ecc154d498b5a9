using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Execution;

namespace SqueezeEdge.Packer.Flashing;

/// <summary>A program that writes flash over a serial port, and how it is called.</summary>
/// <param name="Program">Its name, or its path where it is installed.</param>
public abstract record FlashTool(string Program)
{
    private static readonly string[] Names = ["esptool", "esptool.py", "nanoff"];

    /// <summary>Finds one: esptool first, because it can read flash.</summary>
    /// <param name="tools">Where to look.</param>
    /// <param name="wanted">esptool or nanoff; null for whichever is installed.</param>
    /// <param name="needed">Whether it must be installed; if not, a missing one is called by its name.</param>
    /// <returns>The tool.</returns>
    /// <exception cref="ModelException">None is installed, or there is no such tool.</exception>
    public static FlashTool Find(Toolbox tools, string? wanted, bool needed)
    {
        if (wanted is not (null or "esptool" or "nanoff"))
        {
            throw new ModelException($"there is no flashing program '{wanted}'; choose esptool or nanoff.");
        }

        foreach (var name in Names.Where(n => wanted is null || n.StartsWith(wanted, StringComparison.Ordinal)))
        {
            if (tools.Find(name) is { } path)
            {
                return Create(name, path);
            }
        }

        return !needed ? Create(wanted ?? "esptool", wanted ?? "esptool")
            : throw new ModelException($"{wanted ?? "neither esptool nor nanoff"} is {(wanted is null ? "" : "not ")}installed or in PATH. Get esptool with 'pip install esptool' (Debian: sudo apt-get install esptool), nanoff with 'dotnet tool install -g nanoff'; --dry-run shows the commands without.");
    }

    /// <summary>The argument lists that do an action, one for each call.</summary>
    /// <param name="board">The board.</param>
    /// <param name="port">Its serial port.</param>
    /// <param name="action">What to do.</param>
    /// <param name="scratch">A folder for files the tool needs besides.</param>
    /// <returns>Arguments of each call, in order.</returns>
    public abstract IReadOnlyList<string[]> Arguments(Board board, string port, FlashAction action, string scratch);

    /// <summary>The arguments that copy a part of the flash into a file.</summary>
    /// <param name="board">The board.</param>
    /// <param name="port">Its serial port.</param>
    /// <param name="address">First byte.</param>
    /// <param name="bytes">Length.</param>
    /// <param name="file">The file.</param>
    /// <returns>The arguments.</returns>
    /// <exception cref="ModelException">It cannot read.</exception>
    public abstract string[] ReadArguments(Board board, string port, int address, int bytes, string file);

    private protected static string Hex(int value) => $"0x{value:x}";

    private static FlashTool Create(string name, string path) => name == "nanoff" ? new Nanoff(path) : new Esptool(path);
}

/// <summary>Espressif's esptool.</summary>
/// <param name="Program">Its name or path.</param>
public sealed record Esptool(string Program) : FlashTool(Program)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Arguments(Board board, string port, FlashAction action, string scratch) => action switch
    {
        WriteFirmware f => [Call(board, port, "write_flash", Hex(board.BootloaderAddress), f.Bootloader, Hex(board.Partitions["factory"].Offset), f.Runtime)],
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
                return [["--update", "--target", board.FirmwareTarget, "--serialport", port, "--clrfile", f.Runtime]];
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
        throw new ModelException($"nanoff cannot read which of the two models on {board.Name} runs. Install esptool, or flash everything without --model-only.");

    private static string[] Deploy(string port, int address, string file) =>
        ["--platform", "esp32", "--serialport", port, "--deploy", "--image", file, "--address", Hex(address)];
}
