// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Cli.Results;
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
        var model = SharedOptions.Model();
        var file = new Option<string>("--output", "-o")
        {
            Description = "the .safetensors to write; its .json description goes beside it",
            Required = true,
        };
        var preset = new Option<string?>("--preset") { Description = $"{Table1}: the densities of the SqueezeNet paper's Table 1" };
        preset.AcceptOnlyFromAmong(Table1);
        var all = NumberOption.Share("--density-all", "share of the weights every layer keeps");
        var some = new Option<string[]>("--density")
        {
            Description =
                "NAME=VALUE, share of the weights one layer keeps; * in NAME stands for anything; may be repeated, the last one counts",
        };
        var json = SharedOptions.Json();
        var command = new Verb(
            "prune",
            "Sets the smallest weights of each layer to zero. Accuracy comes back only with retraining (see training/).",
            "prune model.onnx -o pruned.safetensors --preset table1",
            "prune model.onnx -o pruned.safetensors --density-all 0.5 --density 'fire*/expand3x3=0.33' --density conv1=1"
        )
        {
            model,
            file,
            preset,
            all,
            some,
            json,
        };
        var said = new ModelOptions();
        said.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(preset) is null && result.GetResult(all) is null && result.GetResult(some) is null)
            {
                result.AddError("Nothing says how much to keep. Give --preset, --density-all or --density.");
            }

            foreach (var rule in result.GetValue(some) ?? [])
            {
                try
                {
                    DensityRule.Parse(rule);
                }
                catch (ModelException e)
                {
                    result.AddError($"--density: {e.Message}");
                }
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
            string[] inputs = [.. SharedOptions.FilesOf(result.GetValue(model)!)];
            AtomicFile.Refuse(output, inputs);
            var description = Description(output);
            AtomicFile.Refuse(description, inputs);
            var (pruned, layers) = MagnitudePruning.Prune(
                SharedOptions.LoadModel(terminal, result.GetValue(model)!, said.Of(result)),
                rules
            );
            AtomicFile.Write(output, SafetensorsModel.Write(pruned), inputs);
            AtomicFile.Write(description, ModelDescriptionFile.Write(pruned.Network), inputs);
            terminal.Note("Pruning costs accuracy until the remaining weights are retrained; see training/README.md.");
            var report = new PruneResult(output, description, pruned.Network.Name, layers);
            if (result.GetValue(json))
            {
                terminal.Json(report);
            }
            else
            {
                PruneTable.Show(terminal, report);
            }

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
}
