// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>doctor</c>: which tools are installed, which are missing, how to get them.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = SharedOptions.Json();
        var command = new Verb(
            "doctor",
            "Shows which tools are installed and how to get the others. Ends with 1 if the tests or emulators lack one.",
            "doctor",
            "doctor --json"
        )
        {
            json,
        };
        command.SetAction(result =>
        {
            var report = terminal.Progress("Looking for tools", _ => DoctorReport.Create(new Toolbox()));
            if (result.GetValue(json))
            {
                terminal.Json(report);
            }
            else
            {
                DoctorTable.Show(terminal, report);
            }

            return report.Complete ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }
}
