// SPDX-License-Identifier: MIT
using System.CommandLine;
using Spectre.Console;
using SqueezeEdge.Cli.Commands;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;

namespace SqueezeEdge.Cli;

/// <summary>The command line as a whole.</summary>
public static class CommandLine
{
    /// <summary>Parses and runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="console">For tables.</param>
    /// <param name="output">For JSON.</param>
    /// <param name="error">For messages and progress.</param>
    /// <returns>The exit code: 0 success, 1 bad input or missing tool, 2 wrong usage, 4 a verification found a difference.</returns>
    public static int Run(string[] args, IAnsiConsole console, TextWriter output, TextWriter error)
    {
        var terminal = new Terminal(console, output, error);
        var root = new RootCommand(
            "SqueezeNet for microcontrollers: pack a trained model, check it, run it on emulated chips.\n\nExit codes: 0 success, 1 bad input or missing tool, 2 wrong usage, 4 verify found a difference."
        )
        {
            PackCommand.Create(terminal),
            PruneCommand.Create(terminal),
            ExportCommand.Create(terminal),
            InspectCommand.Create(terminal),
            ClassifyCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            ProfileCommand.Create(terminal),
            ExploreCommand.Create(terminal),
            ModelsCommand.Create(terminal),
            FrameCommand.Create(terminal),
            FlashCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            DemoCommand.Create(terminal),
        };
        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            foreach (var problem in result.Errors)
            {
                error.WriteLine(problem.Message);
            }

            error.WriteLine("Add --help to see how the command is used.");
            return ExitCode.Usage;
        }

        try
        {
            return result.Invoke(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                }
            );
        }
        catch (Exception e) when (Expected(e) is { } expected)
        {
            error.WriteLine("error: " + expected.Message);
            return ExitCode.Failure;
        }
    }

    private static Exception? Expected(Exception e) =>
        e switch
        {
            ModelException or IOException or UnauthorizedAccessException => e,
            AggregateException all => all.Flatten().InnerExceptions.Select(Expected).FirstOrDefault(i => i is not null),
            _ => null,
        };
}
