// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Verification;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>verify</c>: every layer's bytes on every target against the C# reference.</summary>
internal static class VerifyCommand
{
    private const string EveryTarget = "host,rv32,xtensa";

    public static Command Create(Terminal terminal)
    {
        var blob = SharedOptions.Blob();
        var on = new Option<string>("--on")
        {
            Description = "where the kernels run: host, rv32, xtensa, separated by commas",
            HelpName = "TARGETS",
            DefaultValueFactory = _ => EveryTarget,
        };
        var folder = new Option<string?>("--images") { Description = "folder of pictures; without it a built-in test pattern is used" };
        var limit = NumberOption.Whole("--limit", "use at most so many pictures; 0 for all", 0, int.MaxValue, 3);
        var json = SharedOptions.Json();
        var command = new Verb(
            "verify",
            "Compares every layer's output bytes with the C# integer reference.",
            "verify model.sqz",
            "verify model.sqz --on host --images pictures/ --limit 10"
        )
        {
            blob,
            on,
            folder,
            limit,
            json,
        };
        command.Validators.Add(result =>
        {
            try
            {
                TargetSet.Check(result.GetValue(on) ?? EveryTarget);
            }
            catch (ModelException e)
            {
                result.AddError($"--on: {e.Message}");
            }
        });
        command.SetAction(result =>
        {
            var (bytes, packed) = SharedOptions.ReadBlob(result.GetValue(blob)!);
            var input = packed.Model.Network.Input;
            var targets = TargetSet.Parse(result.GetValue(on)!, SharedOptions.Build());
            var frames = result.GetValue(folder) is { } pictures
                ? SharedOptions.Pictures(pictures, result.GetValue(limit)).Select(p => CameraProfile.Frame(p.Load(), input, null)).ToArray()
                : [TestPattern.Create(input.Width, input.Height)];
            var report = terminal.Progress("Comparing every layer", progress => Verifier.Run(bytes, frames, targets, progress: progress));
            return Conclude(terminal, report, result.GetValue(json));
        });
        return command;
    }

    /// <summary>Prints a report and gives the exit code it ends with.</summary>
    internal static int Conclude(Terminal terminal, VerificationReport report, bool json)
    {
        if (json)
        {
            terminal.Json(report);
        }
        else if (report.FirstDifference is { } d)
        {
            terminal.Line(
                $"Different on {d.Target}, picture {d.Image}: {d.Layer} row {d.Row}, channel {d.Channel}, column {d.Column}: "
                    + $"the reference has {d.Expected}, the kernels have {d.Actual}."
            );
        }
        else
        {
            terminal.Line(
                $"Identical: {report.BytesCompared:N0} values of every layer on {string.Join(", ", report.Targets)}, "
                    + $"{report.Images} picture(s)."
            );
        }

        return report.Identical ? ExitCode.Success : ExitCode.Different;
    }
}
