// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Packer.Tools;

/// <summary>Builds the kernels with CMake, whenever the sources are newer than the last build.</summary>
public sealed class NativeBuild
{
    private const string StampName = "built.stamp";
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private readonly RepositoryLayout layout;

    /// <summary>Creates a builder.</summary>
    /// <param name="layout">The repository.</param>
    /// <param name="tools">Where compilers and emulators are.</param>
    public NativeBuild(RepositoryLayout layout, Toolbox? tools = null)
    {
        this.layout = layout;
        Tools = tools ?? new Toolbox();
    }

    /// <summary>Where compilers and emulators are.</summary>
    public Toolbox Tools { get; }

    /// <summary>Builds for a target if necessary. Processes and threads that need the same target wait for each other.</summary>
    /// <param name="target">The target.</param>
    /// <returns>Path of the shared library (host) or program (emulators).</returns>
    /// <exception cref="ModelException">A tool is missing or the build failed.</exception>
    public string Build(NativeTarget target)
    {
        var folder = Path.Combine(layout.BuildFolder, FolderName(target));
        var result = Path.Combine(folder, ResultName(target));
        if (IsCurrent(folder, result))
        {
            return result;
        }

        Directory.CreateDirectory(layout.BuildFolder);
        using (FileLock.Take(Path.Combine(layout.BuildFolder, FolderName(target) + ".lock"), Timeout))
        {
            if (!IsCurrent(folder, result))
            {
                Make(target, folder, result);
            }
        }

        return result;
    }

    private static string FolderName(NativeTarget target) =>
        target switch
        {
            NativeTarget.Host => "host",
            NativeTarget.Rv32 => "rv32",
            _ => "xtensa",
        };

    private static string ResultName(NativeTarget target) =>
        target switch
        {
            NativeTarget.Host when OperatingSystem.IsWindows() => "squeezeedge.dll",
            NativeTarget.Host when OperatingSystem.IsMacOS() => "libsqueezeedge.dylib",
            NativeTarget.Host => "libsqueezeedge.so",
            _ => "squeezeedge.elf",
        };

    private static string? ToolchainFile(NativeTarget target) =>
        target switch
        {
            NativeTarget.Host => null,
            NativeTarget.Rv32 => "rv32imc.cmake",
            _ => "lx106.cmake",
        };

    private bool IsCurrent(string folder, string result)
    {
        var stamp = Path.Combine(folder, StampName);
        return File.Exists(result)
            && File.Exists(stamp)
            && File.ReadAllText(stamp) == layout.KernelsFolder
            && File.GetLastWriteTimeUtc(stamp) > NewestSource();
    }

    // Folders count, too: they change when a file is removed.
    private DateTime NewestSource() =>
        new DirectoryInfo(layout.KernelsFolder)
            .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Max(entry => entry.LastWriteTimeUtc);

    private void Make(NativeTarget target, string folder, string result)
    {
        var cmake = Tools.Require("cmake");
        _ = target switch
        {
            NativeTarget.Host => Tools.Require("cc", "gcc"),
            NativeTarget.Rv32 => Tools.Require("riscv64-unknown-elf-gcc"),
            _ => Tools.Require("xtensa-lx106-elf-gcc"),
        };
        var started = DateTime.UtcNow;
        var cache = Path.Combine(folder, "CMakeCache.txt");
        var source = target == NativeTarget.Host ? layout.KernelsFolder : Path.Combine(layout.KernelsFolder, "emulator");
        if (File.Exists(cache) && !File.ReadLines(cache).Contains($"CMAKE_HOME_DIRECTORY:INTERNAL={source}"))
        {
            // Configured for another clone, for instance before this one was moved here.
            Directory.Delete(folder, recursive: true);
        }

        if (!File.Exists(Path.Combine(folder, "build.ninja")) && !File.Exists(Path.Combine(folder, "Makefile")))
        {
            // What a failed or interrupted configuration left would be taken for settings by the next one.
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Configure(target, cmake, source, folder);
        }

        Run(target, cmake, ["--build", folder]);
        if (!File.Exists(result))
        {
            throw new ModelException($"the build for {FolderName(target)} did not make '{result}'.");
        }

        var stamp = Path.Combine(folder, StampName);
        File.WriteAllText(stamp, layout.KernelsFolder);
        File.SetLastWriteTimeUtc(stamp, started);
    }

    private void Configure(NativeTarget target, string cmake, string source, string folder)
    {
        var generator = Path.GetFileNameWithoutExtension(Tools.Require("ninja", "make")) == "ninja" ? "Ninja" : "Unix Makefiles";
        List<string> arguments = ["-S", source, "-B", folder, "-G", generator, "-DCMAKE_BUILD_TYPE=Release"];
        if (ToolchainFile(target) is { } toolchain)
        {
            arguments.AddRange(["--toolchain", Path.Combine(layout.KernelsFolder, "cmake", toolchain)]);
        }

        Run(target, cmake, arguments);
    }

    private void Run(NativeTarget target, string cmake, IReadOnlyList<string> arguments)
    {
        var outcome = ProcessRunner.Run(cmake, arguments, layout.Root, Timeout);
        if (outcome.TimedOut || outcome.ExitCode != 0)
        {
            var reason = outcome.TimedOut ? "took too long" : $"failed with exit code {outcome.ExitCode}";
            throw new ModelException(
                (
                    $"building the kernels for {FolderName(target)} {reason}: cmake "
                    + $"{string.Join(' ', arguments)}\n{outcome.Output}{outcome.Error}"
                ).TrimEnd()
            );
        }
    }
}
