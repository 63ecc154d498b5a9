// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Tools;

/// <summary>Which of the things the project can use besides .NET are installed.</summary>
/// <param name="Complete">Whether everything is there that the tests and the emulators need.</param>
/// <param name="Tools">Everything, found or missing.</param>
public sealed record DoctorReport(bool Complete, IReadOnlyList<ToolStatus> Tools)
{
    private const string Apt = "sudo apt-get install ";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

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

    /// <summary>Looks for everything.</summary>
    /// <param name="tools">Where programs are searched.</param>
    /// <returns>The report.</returns>
    public static DoctorReport Create(Toolbox tools)
    {
        var statuses = Essentials
            .Select(e => Program(tools, e.Purpose, e.Programs, Apt + Toolbox.PackageOf(e.Programs[^1]), essential: true))
            .ToList();
        statuses.Add(Program(tools, "flash", ["esptool", "esptool.py"], "pip install esptool, or " + Apt + "esptool", essential: false));
        statuses.Add(Program(tools, "flash", ["nanoff"], "dotnet tool install -g nanoff", essential: false));
        statuses.Add(Torch(tools));
        statuses.Add(
            new ToolStatus(
                "train",
                "Fashion-MNIST",
                DefaultModel.HasData ? DefaultModel.DataFolder : null,
                Apt + "dataset-fashion-mnist",
                false
            )
        );
        return new DoctorReport(statuses.All(s => s.Found is not null || !s.Essential), statuses);
    }

    private static ToolStatus Program(Toolbox tools, string purpose, string[] names, string get, bool essential) =>
        new(purpose, string.Join(" or ", names), names.Select(tools.Find).FirstOrDefault(p => p is not null), get, essential);

    private static ToolStatus Torch(Toolbox tools)
    {
        const string Name = "python3 with torch";
        const string Get = Apt + "python3-torch python3-numpy";
        if (tools.Find("python3") is not { } python)
        {
            return new ToolStatus("train", Name, null, Get, false);
        }

        try
        {
            var outcome = ProcessRunner.Run(python, ["-c", "import torch; print(torch.__version__)"], Path.GetTempPath(), Timeout);
            var found = outcome is { ExitCode: 0, TimedOut: false } ? $"{python}, torch {outcome.Output.Trim()}" : null;
            return new ToolStatus("train", Name, found, found is null ? $"{Get} ({python} has no torch)" : Get, false);
        }
        catch (ModelException e)
        {
            return new ToolStatus("train", Name, null, e.Message, false);
        }
    }
}
