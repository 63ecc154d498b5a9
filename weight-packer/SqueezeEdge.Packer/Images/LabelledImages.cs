// SPDX-License-Identifier: MIT
using System.Text.RegularExpressions;

namespace SqueezeEdge.Packer.Images;

/// <summary>A picture and the class it shows.</summary>
/// <param name="Path">The file.</param>
/// <param name="ClassIndex">0-based class, or -1 where only the name of its folder tells it, or nothing does.</param>
public sealed record LabelledImage(string Path, int ClassIndex)
{
    /// <summary>Name of the folder that stands for its class, or null when the folder holds pictures of all classes.</summary>
    public string? ClassFolder { get; init; }

    /// <summary>Where the pixels come from when the path is no file of its own.</summary>
    public Func<Pixels>? Source { get; init; }

    /// <summary>Loads the picture.</summary>
    /// <returns>Its pixels.</returns>
    /// <exception cref="ModelException">The file is missing or no picture.</exception>
    public Pixels Load() => Load(pixels => pixels);

    /// <summary>Loads the picture and makes something smaller of it, as <see cref="PhotoLoader.Load{T}"/>.</summary>
    /// <typeparam name="T">What is made.</typeparam>
    /// <param name="use">Makes it; must not load another picture.</param>
    /// <returns>What was made.</returns>
    /// <exception cref="ModelException">The file is missing or no picture.</exception>
    public T Load<T>(Func<Pixels, T> use) => Source is null ? PhotoLoader.Load(Path, use) : use(Source());
}

/// <summary>Pictures of a folder with their classes.</summary>
public static partial class LabelledImages
{
    /// <summary>
    /// Lists a folder, sorted by name: either one folder per class, or files whose names begin with the class index, as in
    /// <c>007_cock.jpg</c>. Other files are passed over. An IDX file stands for a folder too. What class a folder's name means
    /// only a model's labels tell (<see cref="Evaluation.ClassMatcher"/>).
    /// </summary>
    /// <param name="folder">The folder, or an IDX file of pictures.</param>
    /// <returns>At least one picture.</returns>
    /// <exception cref="ModelException">The folder is missing or holds no picture.</exception>
    public static IReadOnlyList<LabelledImage> List(string folder)
    {
        if (IdxImages.IsNamedSo(folder))
        {
            return IdxImages.List(folder);
        }

        if (!Directory.Exists(folder))
        {
            throw new ModelException($"there is no folder '{folder}'.");
        }

        var images = Files(folder).Select(f => new LabelledImage(f, Leading(Path.GetFileName(f)))).ToList();
        if (images.Count == 0)
        {
            foreach (var folderOfClass in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileName(folderOfClass);
                images.AddRange(Files(folderOfClass).Select(f => new LabelledImage(f, -1) { ClassFolder = name }));
            }
        }

        return images.Count > 0
            ? images
            : throw new ModelException($"'{folder}' holds no pictures ({string.Join(", ", PhotoLoader.Extensions)}).");
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory
            .GetFiles(folder)
            .Where(f => PhotoLoader.Extensions.Contains(Path.GetExtension(f).ToLowerInvariant()))
            .Order(StringComparer.Ordinal);

    private static int Leading(string name) =>
        LeadingIndex().Match(name) is { Success: true } match && int.TryParse(match.Groups[1].ValueSpan, out var index) ? index : -1;

    [GeneratedRegex("^([0-9]+)[_.-]")]
    private static partial Regex LeadingIndex();
}
