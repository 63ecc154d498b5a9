// SPDX-License-Identifier: MIT
using System.Runtime.InteropServices;
using Spectre.Console;
using SqueezeEdge.Cli;
using SqueezeEdge.Packer;

// Files and pipes have no width; give tables the room of a wide terminal.
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 160;
}

// Progress is for people who watch: on standard error, and only where that is a terminal.
var live = Console.IsErrorRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
var interrupted = false;
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
var exitCode = CommandLine.Run(args, AnsiConsole.Console, Console.Out, Console.Error, live);
if (Volatile.Read(ref interrupted))
{
    // The signal's handler ends the program when it has undone everything.
    Thread.Sleep(Timeout.Infinite);
}

return exitCode;

// Ends what was started and removes what is temporary, then ends as a shell expects of a signal: 128 and its number.
void End(PosixSignalContext context)
{
    context.Cancel = true;
    Volatile.Write(ref interrupted, true);
    Interruption.Undo();
    Environment.Exit(context.Signal == PosixSignal.SIGINT ? 130 : 143);
}
