// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Cli.Output;

/// <summary>The table of <c>doctor</c>.</summary>
internal static class DoctorTable
{
    public static void Show(Terminal terminal, DoctorReport report)
    {
        var table = new ResultTable("Tools").Text("for").Text("tool").Text("where");
        foreach (var t in report.Tools)
        {
            table.Row(t.Purpose, t.Name, t.Found ?? (t.Essential ? "MISSING" : "missing, optional"));
        }

        terminal.Table(table);
        foreach (var t in report.Tools.Where(t => t.Found is null))
        {
            terminal.Plain($"{t.Name}: {t.Get}");
        }

        terminal.Line(
            report.Complete
                ? "Everything the tests and emulators need is here."
                : "Packing and inspecting work without the missing tools; tests that need them are skipped."
        );
    }
}
