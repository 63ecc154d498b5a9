// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Packer.Models;

/// <summary>Class names in a text file: UTF-8, one per line, in class order.</summary>
public static class LabelFile
{
    /// <summary>Reads the names; blank lines at the end do not count.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classes">Classes of the network.</param>
    /// <returns>One name per class.</returns>
    /// <exception cref="ModelException">It cannot be read, a line among the others is blank, or there are not as many names as
    /// classes.</exception>
    public static IReadOnlyList<string> Read(string path, int classes)
    {
        using var reader = new StreamReader(new MemoryStream(AtomicFile.Read(path)));
        var text = reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var lines = text.Split('\n');
        lines = lines[..(Array.FindLastIndex(lines, l => !string.IsNullOrWhiteSpace(l)) + 1)];
        if (lines.Length == 0)
        {
            throw new ModelException($"'{path}' is empty; give {classes} labels, one per line, in class order.");
        }

        if (Array.FindIndex(lines, string.IsNullOrWhiteSpace) is var blank and >= 0)
        {
            throw new ModelException(
                $"'{path}': line {blank + 1} is blank, so that class {blank} would have no name or the next one's. Give one label per "
                    + "line, in class order, without blank lines between them."
            );
        }

        return lines.Length == classes
            ? lines
            : throw new ModelException(
                $"'{path}': there are {lines.Length} labels for {classes} classes; give one per line, in class order."
            );
    }
}
