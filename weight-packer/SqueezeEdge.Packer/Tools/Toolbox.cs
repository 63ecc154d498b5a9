// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tools;

/// <summary>Finds the programs needed to build and run the kernels, and says which package a missing one is in.</summary>
public sealed class Toolbox
{
    private static readonly Dictionary<string, string> Packages = new()
    {
        ["cmake"] = "cmake",
        ["make"] = "make",
        ["ninja"] = "ninja-build",
        ["gcc"] = "gcc",
        ["cc"] = "gcc",
        ["riscv64-unknown-elf-gcc"] = "gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf",
        ["xtensa-lx106-elf-gcc"] = "gcc-xtensa-lx106 picolibc-xtensa-lx106-elf",
        ["qemu-system-riscv32"] = "qemu-system-misc",
        ["qemu-system-xtensa"] = "qemu-system-misc",
    };

    private readonly string searchPath;

    /// <summary>Creates a toolbox.</summary>
    /// <param name="searchPath">Folders to search, separated like PATH; null for PATH itself.</param>
    public Toolbox(string? searchPath = null) => this.searchPath = searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "";

    /// <summary>Looks for a program.</summary>
    /// <param name="program">Its name without a folder.</param>
    /// <returns>Its full path, or null.</returns>
    public string? Find(string program)
    {
        var file = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return searchPath
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>The Debian packages a program is in.</summary>
    /// <param name="program">Its name.</param>
    /// <returns>Their names, separated by spaces.</returns>
    public static string PackageOf(string program) => Packages.GetValueOrDefault(program, program);

    /// <summary>Looks for the first of some equivalent programs.</summary>
    /// <param name="programs">Their names, the preferred one first.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="ModelException">None is there; the message names the Debian package.</exception>
    public string Require(params ReadOnlySpan<string> programs)
    {
        foreach (var program in programs)
        {
            if (Find(program) is { } path)
            {
                return path;
            }
        }

        var package = PackageOf(programs[^1]);
        throw new ModelException(
            $"'{string.Join("' or '", programs.ToArray())}' is not installed or not in PATH. On Debian or Ubuntu: "
                + $"sudo apt-get install {package}"
        );
    }
}
