// SPDX-License-Identifier: MIT
using Spectre.Console;

namespace SqueezeEdge.Cli.Output;

/// <summary>How tables look.</summary>
internal static class Layout
{
    /// <summary>A table with right-aligned number columns.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="columns">Headings; those beginning with '#' are numbers.</param>
    /// <returns>The empty table.</returns>
    public static Table Table(string title, params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(title));
        foreach (var column in columns)
        {
            var number = column.StartsWith('#');
            var added = new TableColumn(Markup.Escape(column.TrimStart('#'))).NoWrap();
            table.AddColumn(number ? added.RightAligned() : added);
        }

        return table;
    }

    /// <summary>Adds a row of plain text.</summary>
    /// <param name="table">The table.</param>
    /// <param name="cells">The cells.</param>
    public static void Row(this Table table, params string[] cells) => table.AddRow(cells.Select(Markup.Escape).ToArray());
}
