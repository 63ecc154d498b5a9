// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Cli.Results;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>inspect</c>: the paper's Table 1 for a blob, its RAM plan and the boards it fits.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var blob = SharedOptions.Blob();
        var json = SharedOptions.Json();
        var command = new Verb("inspect", "Shows layers, sizes, RAM and which boards fit.", "inspect model.sqz", "inspect model.sqz --json")
        {
            blob,
            json,
        };
        command.SetAction(result =>
        {
            var (_, packed) = SharedOptions.ReadBlob(result.GetValue(blob)!);
            var found = InspectResult.Of(packed, Board.LoadAll(RepositoryLayout.Find().BoardsFolder));
            if (result.GetValue(json))
            {
                terminal.Json(found);
            }
            else
            {
                InspectTables.Show(terminal, found);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
