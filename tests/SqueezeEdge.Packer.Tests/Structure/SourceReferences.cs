// SPDX-License-Identifier: MIT
using System.Text.RegularExpressions;

namespace SqueezeEdge.Packer.Tests.Structure;

/// <summary>Which namespaces below a root the C# files of a folder name: in using directives, and before the name of a type.</summary>
/// <remarks>This finds what the compiler leaves no trace of, such as constants.</remarks>
internal static partial class SourceReferences
{
    /// <summary>Triples of a file's namespace, a namespace it names, both without the root, and the file's path.</summary>
    /// <param name="folder">The folder, with all below it but <c>bin</c> and <c>obj</c>.</param>
    /// <param name="root">Root namespace.</param>
    /// <param name="types">Full names of the types there are.</param>
    public static IReadOnlyList<(string From, string To, string File)> Of(string folder, string root, IReadOnlySet<string> types) =>
        [
            .. from file in Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(folder, file).Replace('\\', '/')
            where path.Split('/')[0] is not ("bin" or "obj")
            let code = Comment().Replace(File.ReadAllText(file), "")
            from space in Named(code, root, types)
            select (Below(Namespace().Match(code).Groups[1].Value, root), space, path),
        ];

    /// <summary>The namespaces that a text names, without the root and without the root itself.</summary>
    internal static IEnumerable<string> Named(string code, string root, IReadOnlySet<string> types)
    {
        var usings = Using().Matches(code).Select(m => m.Groups[1].Value).Where(n => n.StartsWith(root + '.', StringComparison.Ordinal));
        var qualified =
            from name in Qualified().Matches(code).Select(m => Below(m.Value, root).Split('.'))
            from count in Enumerable.Range(1, name.Length - 1)
            let space = string.Join('.', name[..count])
            where types.Contains($"{root}.{space}.{name[count]}")
            select space;
        return usings.Select(n => Below(n, root)).Concat(qualified).Distinct();
    }

    /// <summary>A name without the root before it.</summary>
    internal static string Below(string name, string root) =>
        name == root ? ""
        : name.StartsWith(root + '.', StringComparison.Ordinal) ? name[(root.Length + 1)..]
        : name;

    [GeneratedRegex(@"^\s*//[^\n]*|/\*[\s\S]*?\*/", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:global )?using (?:static |\w+ = )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?:\.[A-Z]\w*)+")]
    private static partial Regex Qualified();
}
