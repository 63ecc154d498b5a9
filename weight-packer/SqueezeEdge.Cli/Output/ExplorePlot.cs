// SPDX-License-Identifier: MIT
using ScottPlot;
using SqueezeEdge.Cli.Results;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Exploration;
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Cli.Output;

/// <summary>Blob size against instructions of explored networks, one mark for each network and encoding.</summary>
internal static class ExplorePlot
{
    private const int Width = 1100;
    private const int Height = 700;
    private const int MostLabels = 12;

    private static readonly (string Text, Color Colour)[] Groups =
    [
        ("fits every board", Color.FromHex("#1a7f37")),
        ("fits some boards", Color.FromHex("#bf8700")),
        ("fits no board", Color.FromHex("#c93c37")),
    ];

    /// <summary>Draws.</summary>
    /// <param name="path">A .png or .svg file.</param>
    /// <param name="explored">The networks.</param>
    /// <exception cref="ModelException">The file is of another kind or cannot be written.</exception>
    public static void Save(string path, IReadOnlyList<ExploreResult> explored)
    {
        var kind = Path.GetExtension(path).ToLowerInvariant();
        if (kind is not (".png" or ".svg"))
        {
            throw new ModelException($"'{path}' is neither a .png nor a .svg file.");
        }

        var plot = Draw(explored);
        var bytes =
            kind == ".png"
                ? plot.GetImage(Width, Height).GetImageBytes()
                : System.Text.Encoding.UTF8.GetBytes(plot.GetSvgXml(Width, Height));
        AtomicFile.Write(path, bytes);
    }

    private static Plot Draw(IReadOnlyList<ExploreResult> explored)
    {
        var marks = explored
            .Where(e => e.Estimate is not null)
            .SelectMany(e =>
                new[] { (Name: "fast", Cost: e.Estimate!.Fast), (Name: "compact", Cost: e.Estimate.Compact) }.Select(x =>
                    (e.Candidate.Label, x.Name, X: x.Cost.Instructions["rv32"] / 1e6, Y: x.Cost.BlobBytes / 1e3, Group: Group(e, x.Cost))
                )
            )
            .ToArray();
        PlotFont.Choose();
        var plot = new Plot();
        foreach (var ((group, name), set) in marks.GroupBy(m => (m.Group, m.Name)).OrderBy(g => g.Key).Select(g => (g.Key, g.ToArray())))
        {
            var scatter = plot.Add.ScatterPoints(set.Select(m => m.X).ToArray(), set.Select(m => m.Y).ToArray());
            scatter.MarkerSize = 11;
            scatter.MarkerShape = name == "fast" ? MarkerShape.FilledTriangleUp : MarkerShape.FilledCircle;
            scatter.Color = Groups[group].Colour;
            scatter.LegendText = $"{name}, {Groups[group].Text}";
        }

        foreach (var m in explored.Count is > 1 and <= MostLabels ? marks : [])
        {
            var text = plot.Add.Text(m.Label, m.X, m.Y);
            text.LabelFontSize = 10;
            text.OffsetX = 9;
            text.LabelAlignment = Alignment.MiddleLeft;
        }

        plot.Title("Estimated cost of SqueezeNets");
        plot.XLabel("million instructions an inference (rv32)");
        plot.YLabel("blob, KB");
        plot.Axes.SetLimits(0, marks.Max(m => m.X) * 1.25, 0, marks.Max(m => m.Y) * 1.15);
        plot.ShowLegend(Alignment.UpperRight);
        return plot;
    }

    private static int Group(ExploreResult e, EncodingEstimate cost)
    {
        var fitting = e.Fits.Count(f => f.Board.Misfit(cost.BlobBytes, cost.Layouts) is null);
        return fitting == 0 ? 2
            : fitting == e.Fits.Count ? 0
            : 1;
    }
}
