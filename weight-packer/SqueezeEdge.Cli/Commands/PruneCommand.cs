// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Pruning;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>prune</c>: sets the smallest weights to zero.</summary>
internal static class PruneCommand
{
    private const string Table1 = "table1";

    public static Command Create(Terminal terminal)
    {
        var model = Inputs.Model();
        var file = new Option<string>("--output", "-o")
        {
            Description = "the .safetensors to write; its .json description goes beside it",
            Required = true,
        };
        var preset = new Option<string?>("--preset") { Description = $"{Table1}: the densities of the SqueezeNet paper's Table 1" };
        preset.AcceptOnlyFromAmong(Table1);
        var all = new Option<double?>("--density-all") { Description = "share of the weights every layer keeps, 0..1" };
        var some = new Option<string[]>("--density")
        {
            Description =
                "NAME=VALUE, share of the weights one layer keeps; * in NAME stands for anything; may be repeated, the last one counts",
        };
        var json = Inputs.Json();
        var command = new Command(
            "prune",
            "Sets the smallest weights of each layer to zero. Accuracy comes back only with retraining (see training/)."
        )
        {
            model,
            file,
            preset,
            all,
            some,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(preset) is null && result.GetResult(all) is null && result.GetResult(some) is null)
            {
                result.AddError("Nothing says how much to keep. Give --preset, --density-all or --density.");
            }
        });
        command.SetAction(result =>
        {
            DensityRule[] rules =
            [
                .. result.GetValue(all) is { } density ? [new DensityRule("*", density)] : Array.Empty<DensityRule>(),
                .. result.GetValue(preset) is null ? [] : DensityRule.Table1,
                .. (result.GetValue(some) ?? []).Select(DensityRule.Parse),
            ];
            var output = result.GetValue(file)!;
            var description = Description(output);
            var (pruned, layers) = MagnitudePruning.Prune(Inputs.LoadModel(terminal, result.GetValue(model)!), rules);
            AtomicFile.Write(output, SafetensorsModel.Write(pruned));
            AtomicFile.Write(description, ModelDescriptionFile.Write(pruned.Network));
            Show(terminal, pruned.Network.Name, output, description, layers, result.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>The description's path, if it may be written: one that belongs to another file stays.</summary>
    private static string Description(string output)
    {
        if (!output.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            throw new ModelException($"'{output}' must end in .safetensors, the format that is written.");
        }

        var description = Path.ChangeExtension(output, ".json");
        return File.Exists(output) || !File.Exists(description)
            ? description
            : throw new ModelException($"'{description}' exists and belongs to another file. Choose another name for the output.");
    }

    private static void Show(Terminal terminal, string name, string file, string description, IReadOnlyList<PrunedLayer> layers, bool json)
    {
        terminal.Note("Pruning costs accuracy until the remaining weights are retrained; see training/README.md.");
        var (weights, before, after) = (layers.Sum(l => l.Weights), layers.Sum(l => l.Before), layers.Sum(l => l.After));
        if (json)
        {
            terminal.Json(
                new
                {
                    file,
                    description,
                    model = name,
                    weights,
                    nonzeroBefore = before,
                    nonzero = after,
                    layers,
                }
            );
            return;
        }

        var table = Layout.Table(
            $"{name} -> {file}",
            "layer",
            "#weights",
            "#nonzero before",
            "#nonzero after",
            "#density",
            "#squared weights kept"
        );
        foreach (var l in layers)
        {
            table.Row(l.Name, $"{l.Weights:N0}", $"{l.Before:N0}", $"{l.After:N0}", $"{100 * l.Density:0.0} %", $"{100 * l.Energy:0.0} %");
        }

        table.Row("total", $"{weights:N0}", $"{before:N0}", $"{after:N0}", $"{100.0 * after / weights:0.0} %", "");
        terminal.Console.Write(table);
    }
}
