// SPDX-License-Identifier: MIT
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace SqueezeEdge.Cli.Output;

/// <summary>Where results go: tables for people, JSON for machines, messages and progress beside both.</summary>
/// <param name="console">For tables.</param>
/// <param name="output">For JSON.</param>
/// <param name="error">For messages.</param>
/// <param name="live">The terminal that shows progress; null where there is none, then long work writes a line now and then.</param>
internal sealed class Terminal(IAnsiConsole console, TextWriter output, TextWriter error, IAnsiConsole? live)
{
    private static readonly TimeSpan LinesApart = TimeSpan.FromSeconds(10);

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private bool afterLine;

    /// <summary>Prints a table.</summary>
    /// <param name="table">The table.</param>
    public void Table(ResultTable table)
    {
        if (afterLine)
        {
            console.WriteLine();
        }

        table.Write(console);
        afterLine = false;
    }

    /// <summary>Prints a line of plain text.</summary>
    /// <param name="text">The line.</param>
    public void Line(string text)
    {
        console.Write(new Text(text + "\n"));
        afterLine = true;
    }

    /// <summary>Prints a line as it is, however long, for another program or to be copied.</summary>
    /// <param name="text">The line.</param>
    public void Plain(string text) => output.WriteLine(text);

    /// <summary>Prints a result as JSON.</summary>
    /// <param name="value">The result.</param>
    public void Json(object value) => output.WriteLine(JsonSerializer.Serialize(value, Options));

    /// <summary>Prints a hint that belongs to no result.</summary>
    /// <param name="text">The hint.</param>
    public void Note(string text) => error.WriteLine(text);

    /// <summary>
    /// Does something that may take longer than a second. A terminal shows a bar, the share done and the time elapsed, which move at
    /// least every second whatever the work reports; elsewhere a plain line is written at most every ten seconds.
    /// </summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="title">What is being done.</param>
    /// <param name="work">Does it; is given a place to report the share done, 0..1.</param>
    /// <returns>The result.</returns>
    public T Progress<T>(string title, Func<IProgress<double>, T> work) => Stages(stages => work(stages.Next(title, 0, 1)));

    /// <summary>Does something in several stages, each of them a part of the whole.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="work">Does it; is given a place to begin stages.</param>
    /// <returns>The result.</returns>
    public T Stages<T>(Func<Stages, T> work)
    {
        if (live is null)
        {
            var last = DateTime.UtcNow;
            return work(
                new Stages(
                    (title, share) =>
                    {
                        if (DateTime.UtcNow - last >= LinesApart)
                        {
                            last = DateTime.UtcNow;
                            Note($"{title}: {100 * share:0} %");
                        }
                    }
                )
            );
        }

        return live.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 20 },
                new PercentageColumn(),
                new ElapsedTimeColumn()
            )
            .Start(context =>
            {
                var task = context.AddTask("Starting", maxValue: 1);
                return work(
                    new Stages(
                        (title, share) =>
                        {
                            task.Description = Markup.Escape(title);
                            task.Value = Math.Max(task.Value, share);
                        }
                    )
                );
            });
    }
}
