// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Tools;

/// <summary>One thing this project can use.</summary>
/// <param name="Purpose">What for: host, rv32, xtensa, flash, train or plot.</param>
/// <param name="Name">Its name, or names that stand for each other.</param>
/// <param name="Found">Where it is, or its version; null if it is missing.</param>
/// <param name="Get">How to get it.</param>
/// <param name="Essential">Whether the tests and the emulators need it.</param>
public sealed record Finding(string Purpose, string Name, string? Found, string Get, bool Essential);

/// <summary>Looks for everything the project can use besides .NET.</summary>
public static class Diagnosis
{
    private const string Apt = "sudo apt-get install ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly (string Purpose, string[] Programs)[] Essentials =
    [
        ("host", ["cmake"]),
        ("host", ["ninja", "make"]),
        ("host", ["cc", "gcc"]),
        ("rv32", ["riscv64-unknown-elf-gcc"]),
        ("rv32", ["qemu-system-riscv32"]),
        ("xtensa", ["xtensa-lx106-elf-gcc"]),
        ("xtensa", ["qemu-system-xtensa"]),
    ];

    /// <summary>Looks.</summary>
    /// <param name="tools">Where programs are searched.</param>
    /// <returns>Everything, found or missing.</returns>
    public static IReadOnlyList<Finding> Run(Toolbox tools)
    {
        var findings = Essentials
            .Select(e => Program(tools, e.Purpose, e.Programs, Apt + Toolbox.PackageOf(e.Programs[^1]), essential: true))
            .ToList();
        findings.Add(Program(tools, "flash", ["esptool", "esptool.py"], "pip install esptool, or " + Apt + "esptool", essential: false));
        findings.Add(Program(tools, "flash", ["nanoff"], "dotnet tool install -g nanoff", essential: false));
        findings.Add(Torch(tools));
        findings.Add(
            new Finding(
                "train",
                "Fashion-MNIST",
                DefaultModel.HasData ? DefaultModel.DataFolder : null,
                Apt + "dataset-fashion-mnist",
                false
            )
        );
        return findings;
    }

    private static Finding Program(Toolbox tools, string purpose, string[] names, string get, bool essential) =>
        new(purpose, string.Join(" or ", names), names.Select(tools.Find).FirstOrDefault(p => p is not null), get, essential);

    private static Finding Torch(Toolbox tools)
    {
        const string Name = "python3 with torch";
        const string Get = Apt + "python3-torch python3-numpy";
        if (tools.Find("python3") is not { } python)
        {
            return new Finding("train", Name, null, Get, false);
        }

        try
        {
            var outcome = ProcessRunner.Run(python, ["-c", "import torch; print(torch.__version__)"], Path.GetTempPath(), Patience);
            var found = outcome is { ExitCode: 0, TimedOut: false } ? $"{python}, torch {outcome.Output.Trim()}" : null;
            return new Finding("train", Name, found, found is null ? $"{Get} ({python} has no torch)" : Get, false);
        }
        catch (ModelException e)
        {
            return new Finding("train", Name, null, e.Message, false);
        }
    }
}
