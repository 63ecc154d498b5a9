// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Cli.Results;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Verification;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>profile</c>: instructions, RAM and stack on an emulated microcontroller.</summary>
internal static class ProfileCommand
{
    public static Command Create(Terminal terminal)
    {
        var blob = SharedOptions.Blob();
        var on = SharedOptions.On("rv32", "xtensa");
        var json = SharedOptions.Json();
        var command = new Verb(
            "profile",
            "Counts instructions per layer under the emulator.",
            "profile model.sqz",
            "profile model.sqz --on xtensa"
        )
        {
            blob,
            on,
            json,
        };
        command.SetAction(result =>
        {
            var (bytes, packed) = SharedOptions.ReadBlob(result.GetValue(blob)!);
            var target = SharedOptions.Target(result.GetValue(on)!);
            var input = packed.Model.Network.Input;
            var frame = TestPattern.Create(input.Width, input.Height);
            var run = terminal.Progress(
                $"Running on {target.Name}",
                _ => target.Run(bytes, frame, RunOptions.Default with { Profile = true })
            );
            var report = ProfileResult.Of(packed, target.Name, run, Board.LoadAll(RepositoryLayout.Find().BoardsFolder));
            if (result.GetValue(json))
            {
                terminal.Json(report);
            }
            else
            {
                ProfileTable.Show(terminal, report);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
