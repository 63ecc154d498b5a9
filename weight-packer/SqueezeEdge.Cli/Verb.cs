// SPDX-License-Identifier: MIT
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SqueezeEdge.Cli;

/// <summary>A verb of the command line, whose help ends with examples.</summary>
/// <param name="name">What is typed.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Command lines without the program's name; at least one.</param>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines without the program's name.</summary>
    public IReadOnlyList<string> Examples => examples;

    /// <summary>Makes every help of a command line print the examples of its verb.</summary>
    /// <param name="root">The command line.</param>
    public static void ShowExamples(RootCommand root)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new ExampleHelp((HelpAction)help.Action!);
        }
    }

    private sealed class ExampleHelp(HelpAction inner) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => inner.ClearsParseErrors;

        public override int Invoke(ParseResult parseResult)
        {
            var code = inner.Invoke(parseResult);
            if (parseResult.CommandResult.Command is Verb { Examples.Count: > 0 } verb)
            {
                var output = parseResult.InvocationConfiguration.Output;
                output.WriteLine(verb.Examples.Count == 1 ? "Example:" : "Examples:");
                foreach (var example in verb.Examples)
                {
                    output.WriteLine($"  squeezeedge {example}");
                }

                output.WriteLine();
            }

            return code;
        }
    }
}
