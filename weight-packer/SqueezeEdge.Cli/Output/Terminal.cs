// SPDX-License-Identifier: MIT
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace SqueezeEdge.Cli.Output;

/// <summary>Where results go: tables for people, JSON for machines, progress beside both.</summary>
/// <param name="console">For tables.</param>
/// <param name="output">For JSON.</param>
/// <param name="error">For messages and progress.</param>
internal sealed class Terminal(IAnsiConsole console, TextWriter output, TextWriter error)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>For tables.</summary>
    public IAnsiConsole Console => console;

    /// <summary>Prints a line of plain text.</summary>
    /// <param name="text">The line.</param>
    public void Line(string text) => console.Write(new Text(text + "\n"));

    /// <summary>Prints a line as it is, however long, for another program or to be copied.</summary>
    /// <param name="text">The line.</param>
    public void Plain(string text) => output.WriteLine(text);

    /// <summary>Prints a result as JSON.</summary>
    /// <param name="value">The result.</param>
    public void Json(object value) => output.WriteLine(JsonSerializer.Serialize(value, Options));

    /// <summary>Prints a hint that belongs to no result.</summary>
    /// <param name="text">The hint.</param>
    public void Note(string text) => error.WriteLine(text);

    /// <summary>Does something that may take longer than a second, with a progress bar on a terminal.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="title">What is being done.</param>
    /// <param name="work">Does it; is given a place to report the share done, 0..1.</param>
    /// <returns>The result.</returns>
    public T Progress<T>(string title, Func<IProgress<double>, T> work)
    {
        if (System.Console.IsErrorRedirected)
        {
            return work(new Report(_ => { }));
        }

        var bars = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });
        return bars.Progress()
            .AutoClear(true)
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: 1);
                return work(new Report(share => task.Value = Math.Max(task.Value, share)));
            });
    }

    private sealed class Report(Action<double> show) : IProgress<double>
    {
        void IProgress<double>.Report(double value) => show(value);
    }
}
