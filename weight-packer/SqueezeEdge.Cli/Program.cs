// SPDX-License-Identifier: MIT
using Spectre.Console;

// Files and pipes have no width; give tables the room of a wide terminal.
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 160;
}

return SqueezeEdge.Cli.CommandLine.Run(args, AnsiConsole.Console, Console.Out, Console.Error);
