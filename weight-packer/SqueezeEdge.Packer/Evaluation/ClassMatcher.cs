// SPDX-License-Identifier: MIT
using System.Text;
using System.Text.RegularExpressions;
using SqueezeEdge.Packer.Images;

namespace SqueezeEdge.Packer.Evaluation;

/// <summary>
/// Finds the class of labelled pictures by what their folder or file is called. A name is a label or one of its synonyms, which
/// commas separate; case, blanks, underscores and punctuation do not count. A WordNet ID (n01443537) may begin a name or a label.
/// </summary>
/// <param name="labels">The model's labels in class order; empty when it has none.</param>
/// <param name="classes">The number of classes.</param>
public sealed partial class ClassMatcher(IReadOnlyList<string> labels, int classes)
{
    private const int MostNamed = 5;

    private readonly ILookup<string, int> whole = Index(labels.Select(label => (string[])[label]));
    private readonly ILookup<string, int> synonyms = Index(labels.Select(Synonyms));

    /// <summary>Gives every picture its class.</summary>
    /// <param name="pictures">Pictures as they were listed.</param>
    /// <returns>The same pictures, all with a class of the model.</returns>
    /// <exception cref="ModelException">
    /// A name is no label (the nearest labels are listed), stands for several, contradicts the index beside it, or a picture has
    /// neither name nor index, or an index the model does not have.
    /// </exception>
    public IReadOnlyList<LabelledImage> Match(IReadOnlyList<LabelledImage> pictures)
    {
        var folders = pictures.Where(p => p.ClassFolder is not null).Select(p => p.ClassFolder!).Distinct().ToArray();
        var byName = labels.Any(l => WordNetId().IsMatch(l)) || folders.Length != classes || !folders.All(f => WordNetId().IsMatch(f));
        var found = byName
            ? folders.ToDictionary(f => f, f => Find(f, "the folder"))
            // All of them, in the order of their IDs: the order in which ImageNet's classes are numbered.
            : folders.Order(StringComparer.Ordinal).Select((f, i) => (f, i)).ToDictionary(f => f.f, f => (int?)f.i);
        var unknown = found.Where(f => f.Value is null).Select(f => f.Key).ToArray();
        if (unknown.Length > 0)
        {
            throw new ModelException(Unknown(unknown));
        }

        return
        [
            .. pictures.Select(p =>
            {
                var index = p.ClassFolder is { } folder ? found[folder]!.Value : OfFile(p);
                return index >= 0 && index < classes
                    ? p with
                    {
                        ClassIndex = index,
                    }
                    : throw new ModelException(
                        $"'{p.Path}' does not tell its class, 0..{classes - 1}: put pictures into one folder per class, named like "
                            + "its label or its index, or begin their names with the index, as in 007_cock.jpg."
                    );
            }),
        ];
    }

    private static ILookup<string, int> Index(IEnumerable<string[]> names) =>
        names
            .SelectMany((list, i) => list.Select(name => (Name: Normalize(name), Index: i)))
            .Distinct()
            .ToLookup(n => n.Name, n => n.Index);

    private static string[] Synonyms(string label)
    {
        var id = WordNetId().Match(label);
        var rest = label[id.Length..];
        return [.. rest.Split(','), rest, .. id.Success ? [id.Value] : Array.Empty<string>()];
    }

    /// <summary>Letters and digits in lower case, with one blank for whatever is between them; a name without any stays as it is.</summary>
    private static string Normalize(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsLetterOrDigit(c))
            {
                text.Append(char.ToLowerInvariant(c));
            }
            else if (text.Length > 0 && text[^1] != ' ')
            {
                text.Append(' ');
            }
        }

        return text.ToString().Trim() is { Length: > 0 } normal ? normal : name.Trim();
    }

    [GeneratedRegex("^n[0-9]{8}(?![0-9])[ _-]*")]
    private static partial Regex WordNetId();

    [GeneratedRegex("^([0-9]+)(?:[ _.-]+(.*))?$")]
    private static partial Regex LeadingIndex();

    private int OfFile(LabelledImage picture)
    {
        var name = LeadingIndex().Match(Path.GetFileNameWithoutExtension(picture.Path));
        if (picture.ClassIndex >= 0 && picture.Source is null && name.Groups[2].Value is { Length: > 0 } rest)
        {
            Agree(picture.ClassIndex, rest, picture.Path);
        }

        return picture.ClassIndex;
    }

    /// <summary>The class a name stands for, or null when it is no label.</summary>
    private int? Find(string name, string what)
    {
        if (Lookup(name, what) is { } label)
        {
            return label;
        }

        if (LeadingIndex().Match(name) is { Success: true } m && int.TryParse(m.Groups[1].ValueSpan, out var index))
        {
            if (m.Groups[2].Value is { Length: > 0 } rest)
            {
                Agree(index, rest, name);
            }

            return index;
        }

        return WordNetId().Match(name) is { Success: true } id && id.Length < name.Length ? Lookup(name[id.Length..], what) : null;
    }

    private int? Lookup(string name, string what)
    {
        var normal = Normalize(name);
        foreach (var names in new[] { whole, synonyms })
        {
            int[] found = [.. names[normal]];
            if (found.Length > 1)
            {
                throw new ModelException(
                    $"{what} '{name}' may be class {string.Join(" or ", found.Select(i => $"{i} ({labels[i]})"))}: begin its name with "
                        + $"the index, as in {found[0]}_{name}."
                );
            }

            if (found.Length == 1)
            {
                return found[0];
            }
        }

        return WordNetId().Match(name.Trim() + " ") is { Success: true } id && synonyms[Normalize(id.Value)].ToArray() is [var only]
            ? only
            : null;
    }

    private void Agree(int index, string rest, string where)
    {
        var normal = Normalize(rest);
        int[] named = [.. whole[normal].Concat(synonyms[normal]).Distinct()];
        if (named.Length > 0 && !named.Contains(index))
        {
            throw new ModelException(
                $"'{where}' says class {index}, but '{rest}' is class {named[0]} of the blob"
                    + $"{(index < labels.Count ? $", and its class {index} is '{labels[index]}'" : "")}: its labels are in another order."
            );
        }
    }

    private string Unknown(string[] names)
    {
        if (labels.Count == 0)
        {
            return $"the blob has no labels to find the folder '{names[0]}' among: pack it with --labels, or begin the folders' names "
                + "with the class index.";
        }

        var known = labels.SelectMany(Synonyms).Select(s => s.Trim()).Where(s => s.Length > 0).Distinct().ToArray();
        var told = names
            .Take(MostNamed)
            .Select(name => $"'{name}' (nearest: {string.Join(", ", NearestNames.Ranked(name, known, 3).Select(n => $"'{n}'"))})");
        return $"{(names.Length == 1 ? "this folder is" : $"{names.Length} folders are")} called like no label of the blob: "
            + $"{string.Join("; ", told)}{(names.Length > MostNamed ? "; ..." : "")}. Folders are named like a label, one of its synonyms "
            + "or a class index.";
    }
}
