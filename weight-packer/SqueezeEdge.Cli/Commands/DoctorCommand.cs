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
        var json = Inputs.Json();
        var command = new Command(
            "doctor",
            "Shows which tools are installed and how to get the others. Ends with 1 if the tests or emulators lack one."
        )
        {
            json,
        };
        command.SetAction(result =>
        {
            var report = terminal.Progress("Looking", _ => DoctorReport.Create(new Toolbox()));
            if (result.GetValue(json))
            {
                terminal.Json(new { complete = report.Complete, findings = report.Tools });
            }
            else
            {
                var table = Layout.Table("Tools", "for", "tool", "state", "where");
                foreach (var f in report.Tools)
                {
                    table.Row(
                        f.Purpose,
                        f.Name,
                        f.Found is not null ? "installed"
                            : f.Essential ? "MISSING"
                            : "missing, optional",
                        f.Found ?? ""
                    );
                }

                terminal.Console.Write(table);
                foreach (var f in report.Tools.Where(f => f.Found is null))
                {
                    terminal.Line($"{f.Name}: {f.Get}");
                }

                terminal.Line(
                    report.Complete
                        ? "Everything the tests and emulators need is here."
                        : "Packing and inspecting work without the missing tools; tests that need them are skipped."
                );
            }

            return report.Complete ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }
}
