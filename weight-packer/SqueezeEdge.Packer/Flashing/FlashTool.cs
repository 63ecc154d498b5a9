// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Tools;

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

        return !needed
            ? Create(wanted ?? "esptool", wanted ?? "esptool")
            : throw new ModelException(
                $"{wanted ?? "neither esptool nor nanoff"} is {(wanted is null ? "" : "not ")}installed or in "
                    + "PATH. Get esptool with 'pip install esptool' (Debian: sudo apt-get install esptool), nanoff "
                    + "with 'dotnet tool install -g nanoff'; --dry-run shows the commands without."
            );
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
