// SPDX-License-Identifier: MIT
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Figures.Tests;

/// <summary>
/// The sentences and table rows of the documents that quote a measured figure. In a passage, <c>{expression|format}</c> stands for
/// a number: names of docs/benchmarks.json, <c>card NAME</c> for those of the default model's card.json, and plain numbers, joined
/// by * and / from left to right; the format is .NET's. White space in a passage stands for any white space.
/// </summary>
public static partial class DocumentedFigures
{
    private const string Net = "ImageNet v1.0";

    /// <summary>Document and passage. Every passage must stand in its document once.</summary>
    public static IReadOnlyList<(string Document, string Passage)> Passages { get; } =
    [
        ("README.md", $"parameters in {{{Net}, compact: blob bytes / 1000|0}} KB of flash"),
        ("README.md", $"at most {{{Net}, compact, xtensa: stack bytes|N0}} bytes of stack"),
        ("README.md", $"camera rows in {{{Net}, compact, rv32: arena bytes / 1000|0}} KB of RAM"),
        (
            "README.md",
            $"| weights in flash | {{{Net}, compact: blob bytes / 1000|0}} KB (compact), "
                + $"{{{Net}, fast: blob bytes / 1000000|0.00}} MB (fast) |"
        ),
        (
            "README.md",
            $"| RAM for activations | {{{Net}, compact, rv32: arena bytes / 1000|0}} KB (compact), "
                + $"{{{Net}, fast, rv32: arena bytes / 1000|0}} KB (fast) |"
        ),
        (
            "README.md",
            $"| instructions on RV32IMC | {{{Net}, compact, rv32: instructions / 1000000000|0.00}} G (compact), "
                + $"{{{Net}, fast, rv32: instructions / 1000000000|0.00}} G (fast) |"
        ),
        (
            "README.md",
            $"| same answer as float | {{{Net}, held out: same class / {Net}, held out: pictures * 100|0.0}} % of "
                + $"{{{Net}, held out: pictures|0}} photographs not used for calibration |"
        ),
        ("README.md", $"| `compact` | {{{Net}, compact: blob bytes / 1000|0}} KB |"),
        ("README.md", $"| `fast` | {{{Net}, fast: blob bytes / 1000000|0.00}} MB |"),
        ("README.md", $"% of pictures instead of {{{Net}, held out: same class / {Net}, held out: pictures * 100|0}} %)"),
        Row("docs/benchmarks.md", "blob, bytes", e => $"{Net}, {e}: blob bytes|N0"),
        Row("docs/benchmarks.md", "arena, bytes", e => $"{Net}, {e}, rv32: arena bytes|N0"),
        Row("docs/benchmarks.md", "rv32imc, million instructions", e => $"{Net}, {e}, rv32: instructions / 1000000|N0"),
        Row("docs/benchmarks.md", "xtensa lx106, million instructions", e => $"{Net}, {e}, xtensa: instructions / 1000000|N0"),
        (
            "docs/benchmarks.md",
            "| peak stack, bytes (rv32 / xtensa) |"
                + string.Concat(
                    new[] { "compact", "fast", "auto" }.Select(e =>
                        $" {{{Net}, {e}, rv32: stack bytes|N0}} / {{{Net}, {e}, xtensa: stack bytes|N0}} |"
                    )
                )
        ),
        ("docs/benchmarks.md", $"(a 320x240 camera) need {{{Net}, fast: more arena bytes for 320x240|N0}} bytes of arena more"),
        ("docs/benchmarks.md", $"| float | {Percent("float: top-1")} % | {Percent("float: top-5")} % |"),
        ("docs/benchmarks.md", $"| integers | {Percent("integers: top-1")} % | {Percent("integers: top-5")} % |"),
        (
            "docs/benchmarks.md",
            $"Of the {{{Net}, held out: pictures|0}} pictures not used for calibration, float and integers name the same class on "
                + $"{{{Net}, held out: same class / {Net}, held out: pictures * 100|0.0}} %"
        ),
        (
            "docs/benchmarks.md",
            $"| and in RGB565: `--camera qvga-rgb565` | {Percent("qvga-rgb565: top-1")} / {Percent("qvga-rgb565: top-5")} |"
        ),
        .. new[] { "conv1 with pool1", "squeezes", "expand1x1", "expand3x3", "conv10" }.Select(part =>
            (
                "docs/benchmarks.md",
                $"| {part} | {{{Net}, fast, rv32, {part}: instructions / 1000000|0}} | "
                    + $"{{{Net}, fast, rv32, {part}: instructions / {Net}, fast, {part}: nonzero multiplications|0.00}} |"
            )
        ),
        (
            "docs/benchmarks.md",
            $"v1.0 about {{{Net}, fast, xtensa: instructions * 1.2 / 240000000|0.0}} s on an ESP32 at 240 MHz (one core), "
                + $"{{{Net}, fast, rv32: instructions * 1.2 / 160000000|0.0}} s on an ESP32-C3 at 160 MHz"
        ),
        (
            "docs/memory.md",
            $"| **arena** | **{{{Net}, fast, rv32: arena bytes|N0}} (fast), {{{Net}, compact, rv32: arena bytes|N0}} (compact)** |"
        ),
        ("docs/memory.md", $"| resampler, when frames have another size | + {{{Net}, fast: more arena bytes for 320x240|N0}} |"),
        (
            "docs/memory.md",
            $"kernels: about {{{Net}, fast, rv32: stack bytes / 1000|0.0}} KB (fast) and "
                + $"{{{Net}, compact, rv32: stack bytes / 1000|0.0}} KB (compact)"
        ),
        ("models/fashion-mnist/README.md", "`fashion-mnist.safetensors`) | {card floatRight / card images * 100|0.00} % |"),
        ("models/fashion-mnist/README.md", "`fashion-mnist.sqz`) | {card blobRight / card images * 100|0.00} % ("),
        ("models/fashion-mnist/README.md", "| blob, bytes | {card blobBytes|N0} |"),
        ("models/fashion-mnist/README.md", "| RAM (arena), bytes | {card arenaBytes|N0} |"),
        ("models/fashion-mnist/README.md", "| instructions a frame, rv32imc | {card targets.rv32.instructions / 1000000|0.0} M |"),
        ("models/fashion-mnist/README.md", "| instructions a frame, Xtensa lx106 | {card targets.xtensa.instructions / 1000000|0.0} M |"),
        (
            "models/fashion-mnist/README.md",
            "| peak stack, bytes (rv32 / xtensa) | {card targets.rv32.stackBytes|N0} / {card targets.xtensa.stackBytes|N0} |"
        ),
    ];

    /// <summary>What the documents say otherwise than the recorded figures.</summary>
    /// <returns>One sentence each; empty if all agree.</returns>
    public static IReadOnlyList<string> Differences()
    {
        var figures = Figures();
        var problems = new List<string>();
        foreach (var (document, passage) in Passages)
        {
            var text = File.ReadAllText(PathOf(document));
            problems.AddRange(Compare(text, passage, figures).Problems.Select(p => $"{document}: {p}"));
        }

        return problems;
    }

    /// <summary>Writes the recorded figures into the documents. Passages whose figures are not recorded yet stay.</summary>
    public static void Update()
    {
        var figures = Figures();
        foreach (var passages in Passages.GroupBy(p => p.Document))
        {
            var path = PathOf(passages.Key);
            var before = File.ReadAllText(path);
            var after = passages.Aggregate(before, (text, p) => Compare(text, p.Passage, figures).Text);
            if (after != before)
            {
                File.WriteAllText(path, after);
            }
        }
    }

    /// <summary>Compares one passage.</summary>
    /// <param name="text">The document.</param>
    /// <param name="passage">The passage.</param>
    /// <param name="figures">All figures by name.</param>
    /// <returns>The document with the passage's numbers as they should be, and what was wrong.</returns>
    public static (string Text, IReadOnlyList<string> Problems) Compare(
        string text,
        string passage,
        IReadOnlyDictionary<string, double> figures
    )
    {
        var places = Place().Matches(passage);
        if (Pattern(passage).Matches(text) is not [var match])
        {
            return (text, [$"the passage does not stand in it exactly once: {passage}"]);
        }

        var problems = new List<string>();
        for (var i = places.Count - 1; i >= 0; i--)
        {
            var (expression, format) = (places[i].Groups[1].Value, places[i].Groups[2].Value);
            if (Value(expression, figures) is not { } value)
            {
                problems.Add($"not every figure of '{expression}' is recorded");
                continue;
            }

            var (group, wanted) = (match.Groups[i + 1], value.ToString(format, CultureInfo.InvariantCulture));
            if (group.Value != wanted)
            {
                problems.Add($"it says {group.Value} where '{expression}' is {wanted}");
                text = text[..group.Index] + wanted + text[(group.Index + group.Length)..];
            }
        }

        return (text, problems);
    }

    /// <summary>What finds a passage, whatever its numbers are.</summary>
    /// <param name="passage">The passage.</param>
    /// <returns>An expression with a group for each number.</returns>
    public static Regex Pattern(string passage)
    {
        var literals = Place().Split(passage).Where((_, i) => i % 3 == 0);
        return new Regex(
            string.Join("([0-9][0-9.,]*)", literals.Select(l => string.Join(@"\s+", Whites().Split(l).Select(Regex.Escape)))),
            RegexOptions.CultureInvariant
        );
    }

    private static double? Value(string expression, IReadOnlyDictionary<string, double> figures)
    {
        double? result = null;
        var operation = "";
        foreach (var part in Operators().Split(expression))
        {
            if (part is "*" or "/")
            {
                operation = part;
                continue;
            }

            var known = double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var operand);
            if (!known && !figures.TryGetValue(part, out operand))
            {
                return null;
            }

            result = operation switch
            {
                "*" => result * operand,
                "/" => result / operand,
                _ => operand,
            };
        }

        return result;
    }

    private static Dictionary<string, double> Figures()
    {
        var figures = RecordedFigures.Read().ToDictionary(f => f.Key, f => (double)f.Value);
        using var card = JsonDocument.Parse(File.ReadAllText(new DefaultModel(RepositoryLayout.Find()).Card));
        Add("card ", card.RootElement);
        return figures;

        void Add(string prefix, JsonElement element)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.Object)
                {
                    Add($"{prefix}{member.Name}.", member.Value);
                }
                else
                {
                    figures[prefix + member.Name] = member.Value.GetDouble();
                }
            }
        }
    }

    private static (string Document, string Passage) Row(string document, string title, Func<string, string> figure) =>
        (document, $"| {title} |" + string.Concat(new[] { "compact", "fast", "auto" }.Select(e => $" {{{figure(e)}}} |")));

    private static string Percent(string figure) => $"{{{Net}, {figure} / {Net}: pictures * 100|0.0}}";

    private static string PathOf(string document) => Path.Combine(RepositoryLayout.Find().Root, document);

    [GeneratedRegex(@"\{([^|{}]+)\|([^|{}]+)\}")]
    private static partial Regex Place();

    [GeneratedRegex(@" ([*/]) ")]
    private static partial Regex Operators();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whites();
}
