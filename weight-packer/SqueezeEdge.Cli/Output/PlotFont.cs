// SPDX-License-Identifier: MIT
using ScottPlot;
using SqueezeEdge.Packer;

namespace SqueezeEdge.Cli.Output;

/// <summary>The font of plots. The drawing library's Linux build finds no system fonts by itself and would leave all text away.</summary>
internal static class PlotFont
{
    private const string Name = "plot";

    private static readonly string[] Folders = ["/usr/share/fonts", "/usr/local/share/fonts", "/run/current-system/sw/share/X11/fonts"];
    private static readonly string[] Preferred = ["DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf"];

    /// <summary>Chooses a font for everything drawn from now on.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    public static void Choose()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var files = Folders
            .Where(Directory.Exists)
            .SelectMany(f =>
                Directory.EnumerateFiles(f, "*.ttf", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            )
            .ToList();
        var file =
            Preferred.Select(p => files.Find(f => Path.GetFileName(f) == p)).FirstOrDefault(f => f is not null)
            ?? files.Order(StringComparer.Ordinal).FirstOrDefault();
        if (file is null)
        {
            throw new ModelException(
                $"there is no TrueType font below {string.Join(" or ", Folders)} to draw text with. "
                    + "On Debian or Ubuntu: sudo apt-get install fonts-dejavu-core"
            );
        }

        foreach (var bold in new[] { false, true })
        {
            Fonts.AddFontFile(Name, file, bold, italic: false);
        }

        Fonts.Default = Name;
    }
}
