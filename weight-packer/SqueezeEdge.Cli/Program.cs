// SPDX-License-Identifier: MIT
using Spectre.Console;
using SqueezeEdge.Cli;

// Files and pipes have no width; give tables the room of a wide terminal.
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 160;
}

// Progress is for people who watch: on standard error, and only where that is a terminal.
var live = Console.IsErrorRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
return CommandLine.Run(args, AnsiConsole.Console, Console.Out, Console.Error, live);
