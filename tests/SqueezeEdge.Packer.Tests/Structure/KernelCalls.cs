// SPDX-License-Identifier: MIT
using System.Text.RegularExpressions;

namespace SqueezeEdge.Packer.Tests.Structure;

/// <summary>
/// Which C files of a folder use functions that another defines, read from the sources: it needs no compiler. It understands what
/// the kernels are written in: functions and tables at file scope, static ones, functions of headers, and macros that paste a
/// function's name together (<c>#define NAME(x) prefix_##x</c>).
/// </summary>
internal static partial class KernelCalls
{
    /// <summary>The graph of a folder's <c>.c</c> files.</summary>
    /// <param name="folder">The folder; headers that are not in it are taken to be another's.</param>
    public static DependencyGraph Of(string folder) =>
        Of(
            Directory
                .GetFiles(folder)
                .Where(f => Path.GetExtension(f) is ".c" or ".h")
                .ToDictionary(f => Path.GetFileName(f), File.ReadAllText, StringComparer.Ordinal)
        );

    /// <summary>The graph of some files.</summary>
    /// <param name="sources">Text by name, <c>.c</c> and <c>.h</c>.</param>
    public static DependencyGraph Of(IReadOnlyDictionary<string, string> sources)
    {
        var files = sources.Keys.Where(n => n.EndsWith(".c", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        var scopes = files.ToDictionary(name => name, name => Scopes(Unit(name, sources, [])));
        var graph = new DependencyGraph();
        foreach (var name in files)
        {
            var own = scopes[name].Where(s => s.Name is not null).ToLookup(s => s.Name!);
            foreach (var (user, used) in Reached(scopes[name], own))
            {
                foreach (var other in files.Where(f => f != name && scopes[f].Any(s => s.Name == used && !s.IsStatic)))
                {
                    graph.Add(name, other, $"{user} uses {used}");
                }
            }
        }

        return graph;
    }

    /// <summary>
    /// Names used by whatever the file itself defines. A static function that nothing reaches, as one of a header may be, counts
    /// for nothing.
    /// </summary>
    private static IEnumerable<(string User, string Used)> Reached(IReadOnlyList<Scope> scopes, ILookup<string, Scope> own)
    {
        var waiting = new Queue<Scope>(scopes.Where(s => !s.IsStatic));
        var seen = new HashSet<Scope>(waiting);
        while (waiting.TryDequeue(out var scope))
        {
            foreach (var word in Word().Matches(scope.Text).Select(m => m.Value).Distinct())
            {
                if (!own.Contains(word))
                {
                    yield return (scope.Name ?? "a table", word);
                }

                foreach (var called in own[word].Where(seen.Add))
                {
                    waiting.Enqueue(called);
                }
            }
        }
    }

    /// <summary>The text a compiler would see: headers put in once, comments, strings and preprocessor lines taken out.</summary>
    private static string Unit(string name, IReadOnlyDictionary<string, string> sources, HashSet<string> included)
    {
        var text = Comment().Replace(sources[name], " ").Replace("\\\n", " ", StringComparison.Ordinal);
        var macros = Paste().Matches(text).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["prefix"].Value);
        text = Include()
            .Replace(
                text,
                m =>
                    m.Groups[1].Value is var header && sources.ContainsKey(header) && included.Add(header)
                        ? Unit(header, sources, included)
                        : ""
            );
        foreach (var (macro, prefix) in macros)
        {
            text = Regex.Replace(text, $@"(?<!#define\s+)\b{macro}\((\w+)\)", m => prefix + m.Groups[1].Value);
        }

        return Directive().Replace(text, "");
    }

    /// <summary>Cuts a unit at file scope: each function with its body, each declaration with what it is initialised with.</summary>
    private static List<Scope> Scopes(string text)
    {
        var scopes = new List<Scope>();
        var (start, body, depth) = (0, -1, 0);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '{':
                    body = depth++ == 0 && body < 0 ? i : body;
                    break;
                case '}':
                    depth--;
                    if (depth == 0 && Function().Match(text[start..body]) is { Success: true } function)
                    {
                        var head = text[start..body];
                        scopes.Add(new Scope(function.Groups[1].Value, head.Contains("static", StringComparison.Ordinal), text[body..i]));
                        (start, body) = (i + 1, -1);
                    }

                    break;
                case ';' when depth == 0:
                    // A prototype or a type uses nothing; a table uses what it is filled with.
                    if (text[start..i].IndexOf('=') is var at and >= 0)
                    {
                        scopes.Add(new Scope(null, false, text[(start + at)..i]));
                    }

                    (start, body) = (i + 1, -1);
                    break;
            }
        }

        return scopes;
    }

    private sealed record Scope(string? Name, bool IsStatic, string Text);

    [GeneratedRegex("""/\*[\s\S]*?\*/|//[^\n]*|"(?!\w+\.h")(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""")]
    private static partial Regex Comment();

    [GeneratedRegex("""^[ \t]*#[ \t]*include[ \t]*"([^"]+)".*$""", RegexOptions.Multiline)]
    private static partial Regex Include();

    [GeneratedRegex(@"^[ \t]*#.*$", RegexOptions.Multiline)]
    private static partial Regex Directive();

    [GeneratedRegex(@"^[ \t]*#[ \t]*define[ \t]+(?<name>\w+)\((\w+)\)[ \t]+(?<prefix>\w+?)##\1[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex Paste();

    // The last name before a parenthesis that closes right before the body: attributes come earlier.
    [GeneratedRegex(@"\b(\w+)\s*\((?:[^()]|\([^()]*\))*\)\s*$")]
    private static partial Regex Function();

    [GeneratedRegex(@"\b[A-Za-z_]\w*\b")]
    private static partial Regex Word();
}
