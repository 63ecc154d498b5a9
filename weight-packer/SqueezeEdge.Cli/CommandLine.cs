// SPDX-License-Identifier: MIT
using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;
using SqueezeEdge.Cli.Commands;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;

namespace SqueezeEdge.Cli;

/// <summary>The command line as a whole.</summary>
public static class CommandLine
{
    private const string Description =
        "SqueezeNet for microcontrollers: pack a trained model, check it, run it on emulated chips.\n\n"
        + "Exit codes: 0 success, 1 bad input or missing tool, 2 wrong usage, 4 verify found a difference.";

    /// <summary>Parses and runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="console">For tables.</param>
    /// <param name="output">For JSON.</param>
    /// <param name="error">For messages.</param>
    /// <param name="live">A terminal to show progress on, or null for plain lines.</param>
    /// <returns>The exit code: 0 success, 1 bad input or missing tool, 2 wrong usage, 4 a verification found a difference.</returns>
    public static int Run(string[] args, IAnsiConsole console, TextWriter output, TextWriter error, IAnsiConsole? live = null)
    {
        var result = Create(new Terminal(console, output, error, live)).Parse(args);
        if (result.Errors.Count > 0)
        {
            TellUsage(result, error);
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
        catch (UsageException e)
        {
            error.WriteLine(e.Message);
            PointToHelp(result, error);
            return ExitCode.Usage;
        }
        catch (Exception e) when (Expected(e) is { } expected)
        {
            error.WriteLine("error: " + expected.Message);
            return ExitCode.Failure;
        }
    }

    /// <summary>Every verb with its options.</summary>
    internal static RootCommand Create(Terminal terminal)
    {
        var root = new RootCommand(Description)
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
        Verb.ShowExamples(root);
        return root;
    }

    private static void TellUsage(ParseResult result, TextWriter error)
    {
        foreach (var problem in result.Errors)
        {
            error.WriteLine(problem.Message);
        }

        // Where a verb is mistyped everything after it is unmatched as well, and says nothing.
        var command = result.CommandResult.Command;
        var known = command.Subcommands.Select(c => c.Name).Concat(command.Options.SelectMany(o => o.Aliases.Append(o.Name))).ToArray();
        var mistyped = result.UnmatchedTokens.Where((token, i) => i == 0 || token.StartsWith('-'));
        foreach (var token in command.Subcommands.Count > 0 ? mistyped.Take(1) : mistyped)
        {
            if (NearestNames.Of(token, known.Where(k => k.StartsWith('-') == token.StartsWith('-')), 3) is { Count: > 0 } near)
            {
                error.WriteLine($"Did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?");
            }
        }

        PointToHelp(result, error);
    }

    private static void PointToHelp(ParseResult result, TextWriter error)
    {
        var path = string.Join(' ', Verbs(result.CommandResult));
        error.WriteLine($"See squeezeedge {path}{(path.Length > 0 ? " " : "")}--help.");
    }

    private static IEnumerable<string> Verbs(CommandResult result) =>
        result.Parent is CommandResult parent ? Verbs(parent).Append(result.Command.Name) : [];

    private static Exception? Expected(Exception e) =>
        e switch
        {
            ModelException or IOException or UnauthorizedAccessException => e,
            AggregateException all => all.Flatten().InnerExceptions.Select(Expected).FirstOrDefault(i => i is not null),
            _ => null,
        };
}
