// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Execution.Emulator;
using SqueezeEdge.Packer.Execution.Host;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Packer.Execution;

/// <summary>Names of targets.</summary>
public static class TargetSet
{
    /// <summary>Every name there is.</summary>
    public static IReadOnlyList<string> Names { get; } = ["host", EmulatedMachine.Rv32.Name, EmulatedMachine.Xtensa.Name];

    /// <summary>Turns names into targets.</summary>
    /// <param name="names">Names, separated by commas; each counts once.</param>
    /// <param name="build">Builds the kernels; null for the clone this program lies in.</param>
    /// <returns>The targets in the order of their names.</returns>
    /// <exception cref="ModelException">A name is unknown, or there is none.</exception>
    public static IReadOnlyList<IInferenceTarget> Parse(string names, NativeBuild? build = null)
    {
        var wanted = Check(names);
        build ??= new NativeBuild(RepositoryLayout.Find());
        return [.. wanted.Select(name => Create(name, build))];
    }

    /// <summary>Checks names of targets without touching any.</summary>
    /// <param name="names">Names, separated by commas; each counts once.</param>
    /// <returns>The names.</returns>
    /// <exception cref="ModelException">A name is unknown, or there is none.</exception>
    public static IReadOnlyList<string> Check(string names)
    {
        var wanted = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
        if (wanted.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
        {
            throw new ModelException($"there is no target '{unknown}'; choose from {string.Join(", ", Names)}.");
        }

        return wanted.Length > 0 ? wanted : throw new ModelException($"no target is named; choose from {string.Join(", ", Names)}.");
    }

    private static IInferenceTarget Create(string name, NativeBuild build) =>
        name == "host" ? new HostTarget(build)
        : name == EmulatedMachine.Rv32.Name ? new EmulatedTarget(EmulatedMachine.Rv32, build)
        : new EmulatedTarget(EmulatedMachine.Xtensa, build);
}
