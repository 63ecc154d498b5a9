// SPDX-License-Identifier: MIT
using Spectre.Console;

namespace SqueezeEdge.Cli.Output;

/// <summary>
/// A table of a result. Numbers are never wrapped or cut: in a narrow terminal the columns marked as optional are left out first,
/// then text wraps between words.
/// </summary>
/// <param name="title">Printed above it.</param>
internal sealed class ResultTable(string title)
{
    // A text column is not squeezed below this many characters while an optional column can be left out instead.
    private const int ComfortableText = 24;

    private readonly List<Column> columns = [];
    private readonly List<string[]> rows = [];

    /// <summary>Adds a column of text, which may wrap.</summary>
    /// <param name="heading">Its heading.</param>
    /// <returns>This table.</returns>
    public ResultTable Text(string heading)
    {
        columns.Add(new Column(heading, false, 0));
        return this;
    }

    /// <summary>Adds a column of numbers, aligned right.</summary>
    /// <param name="heading">Its heading; a line feed in it begins a second line.</param>
    /// <param name="leaveOut">0 for a column that is always shown; else its place in the order in which columns are left out.</param>
    /// <returns>This table.</returns>
    public ResultTable Number(string heading, int leaveOut = 0)
    {
        columns.Add(new Column(heading, true, leaveOut));
        return this;
    }

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One cell for each column.</param>
    /// <returns>This table.</returns>
    public ResultTable Row(params string[] cells)
    {
        if (cells.Length != columns.Count)
        {
            throw new ArgumentException($"{cells.Length} cells for {columns.Count} columns.", nameof(cells));
        }

        rows.Add(cells);
        return this;
    }

    /// <summary>Prints the title and the table, and names the columns that had no room.</summary>
    /// <param name="console">Where to.</param>
    public void Write(IAnsiConsole console)
    {
        var shown = Enumerable.Range(0, columns.Count).ToList();
        var left = new List<string>();
        while (Needed(shown) > console.Profile.Width && Dispensable(shown) is { } next)
        {
            left.Add(columns[next].Heading.Replace('\n', ' '));
            shown.Remove(next);
        }

        console.Write(new Text(title + "\n"));
        console.Write(Render(shown));
        if (left.Count > 0)
        {
            console.Write(new Text($"Not shown at this width: {string.Join(", ", left)}.\n"));
        }
    }

    private static int Width(string text) => text.Split('\n').Max(line => line.GetCellWidth());

    private int? Dispensable(List<int> shown) =>
        shown.Where(c => columns[c].LeaveOut > 0).OrderBy(c => columns[c].LeaveOut).Select(c => (int?)c).FirstOrDefault();

    private Table Render(List<int> shown)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in shown.Select(c => columns[c]))
        {
            var added = new TableColumn(Markup.Escape(column.Heading)).Padding(0, 0, 1, 0);
            table.AddColumn(column.IsNumber ? added.NoWrap().RightAligned() : added);
        }

        foreach (var row in rows)
        {
            table.AddRow(shown.Select(c => Markup.Escape(row[c])).ToArray());
        }

        return columns.All(c => c.Heading.Length == 0) ? table.HideHeaders() : table;
    }

    // Each column is followed by a blank and a separator; one more separator begins the line.
    private int Needed(List<int> shown) =>
        1
        + shown.Sum(c =>
        {
            var width = rows.Select(r => Width(r[c])).Append(Width(columns[c].Heading)).Max();
            return 2 + (columns[c].IsNumber ? width : Math.Min(width, ComfortableText));
        });

    private sealed record Column(string Heading, bool IsNumber, int LeaveOut);
}
