// SPDX-License-Identifier: MIT
using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Exploration;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Cli.Commands;

/// <summary>One network <c>explore</c> looks at.</summary>
/// <param name="Label">How it differs from the others, as its options say it.</param>
/// <param name="Family">Its metaparameters.</param>
/// <param name="Width">Input width.</param>
/// <param name="Height">Input height.</param>
/// <param name="Channels">Input channels.</param>
/// <param name="Classes">Classes.</param>
/// <param name="Density">Weights assumed to be kept.</param>
internal sealed record Candidate(
    string Label,
    SqueezeNetFamily Family,
    int Width,
    int Height,
    int Channels,
    int Classes,
    DensityAssumption Density
)
{
    /// <summary>Its description.</summary>
    public NetworkDescription Describe() => Family.Describe("explored", Input(Width, Height, Channels), Classes);

    private static InputDescription Input(int width, int height, int channels) =>
        width is >= 1 and <= 1024 && height is >= 1 and <= 1024
            ? new InputDescription(
                width,
                height,
                channels,
                channels == 1 ? ChannelOrder.Grey : ChannelOrder.Rgb,
                new float[channels],
                [.. Enumerable.Repeat(1f, channels)],
                ResizePolicy.Squash,
                Math.Max(width, height)
            )
            : throw new ModelException($"the input has {width}x{height} pixels; 1..1024 each are possible.");
}

/// <summary>The options of <c>explore</c>: each takes a list with commas, and every combination is looked at.</summary>
internal sealed partial class ExploreOptions
{
    private const int MostCandidates = 256;

    private readonly Option<string?> version = new("--version")
    {
        Description = "1.0 or 1.1: what the options below do not say",
        DefaultValueFactory = _ => "1.0",
    };
    private readonly Option<string?> baseE = new("--base-e") { Description = "expand filters of the first fire module" };
    private readonly Option<string?> incrE = new("--incr-e") { Description = "expand filters added every --freq modules" };
    private readonly Option<string?> freq = new("--freq") { Description = "modules of equal width in a row" };
    private readonly Option<string?> ratio = new("--sr") { Description = "squeeze ratio: squeeze filters for each expand filter" };
    private readonly Option<string?> pct3x3 = new("--pct3x3") { Description = "share of 3x3 among the expand filters" };
    private readonly Option<string?> modules = new("--modules") { Description = "number of fire modules" };
    private readonly Option<string?> conv1 = new("--conv1")
    {
        Description = "first convolution: FILTERSxKERNEL/STRIDE or FILTERSxKERNEL/STRIDE+PADDING, for example 96x7/2",
    };
    private readonly Option<string?> pools = new("--pools")
    {
        Description = "layers followed by pooling, joined by '+', for example 1+4+8; 'none'",
    };
    private readonly Option<string?> bypass = new("--bypass")
    {
        Description = "none, simple or complex",
        DefaultValueFactory = _ => "none",
    };
    private readonly Option<string?> input = new("--input")
    {
        Description = "input size, WIDTHxHEIGHT",
        DefaultValueFactory = _ => "227x227",
    };
    private readonly Option<string?> channels = new("--channels") { Description = "1 or 3", DefaultValueFactory = _ => "3" };
    private readonly Option<string?> classes = new("--classes") { Description = "number of classes", DefaultValueFactory = _ => "1000" };
    private readonly Option<string?> density = new("--density")
    {
        Description = "fraction of weights that pruning keeps, or 'paper' for Table 1 of the SqueezeNet paper",
        DefaultValueFactory = _ => "paper",
    };

    /// <summary>Adds them to the verb.</summary>
    public void AddTo(Command command)
    {
        foreach (
            var option in new Option[]
            {
                version,
                baseE,
                incrE,
                freq,
                ratio,
                pct3x3,
                modules,
                conv1,
                pools,
                bypass,
                input,
                channels,
                classes,
                density,
            }
        )
        {
            command.Add(option);
        }
    }

    /// <summary>Every combination of what the options list.</summary>
    /// <exception cref="UsageException">A value is not what its option takes, or there are too many combinations.</exception>
    public IReadOnlyList<Candidate> Candidates(ParseResult result)
    {
        var lists = new (Option Option, string[] Values)[]
        {
            Values(version),
            Values(baseE),
            Values(incrE),
            Values(freq),
            Values(ratio),
            Values(pct3x3),
            Values(modules),
            Values(conv1),
            Values(pools),
            Values(bypass),
            Values(input),
            Values(channels),
            Values(classes),
            Values(density),
        };
        var count = lists.Aggregate(1L, (product, list) => Math.Min(MostCandidates + 1L, product * Math.Max(1, list.Values.Length)));
        if (count > MostCandidates)
        {
            throw new UsageException($"these options make more than {MostCandidates} combinations; list fewer values.");
        }

        IEnumerable<Dictionary<Option, string>> combinations =
        [
            [],
        ];
        foreach (var (option, values) in lists.Where(l => l.Values.Length > 0))
        {
            combinations = combinations.SelectMany(c => values.Select(v => new Dictionary<Option, string>(c) { [option] = v })).ToList();
        }

        var varied = lists.Where(l => l.Values.Length > 1).Select(l => l.Option).ToList();
        var said = lists
            .Where(l => l.Option == version || result.GetResult(l.Option) is { Implicit: false })
            .Select(l => l.Option)
            .ToList();
        return
        [
            .. combinations.Select(c =>
                Checked(c, string.Join(' ', (varied.Count > 0 ? varied : said).Select(o => $"{o.Name.TrimStart('-')} {c[o]}")))
            ),
        ];

        (Option, string[]) Values(Option<string?> option)
        {
            var text = result.GetValue(option);
            var values =
                text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray() ?? [];
            return text is not null && values.Length == 0 ? throw new UsageException($"{option.Name} names no value.") : (option, values);
        }
    }

    private static UsageException Wrong(Option option, string value) =>
        new($"{option.Name} does not take '{value}': {option.Description}.");

    [GeneratedRegex(@"^(\d{1,4})x(\d{1,2})/(\d)(?:\+(\d))?$")]
    private static partial Regex Conv1Syntax();

    [GeneratedRegex(@"^(\d{1,4})x(\d{1,4})$")]
    private static partial Regex SizeSyntax();

    /// <summary>Makes a candidate whose metaparameters are in range.</summary>
    private Candidate Checked(Dictionary<Option, string> chosen, string label)
    {
        try
        {
            var candidate = Make(chosen, label);
            candidate.Describe();
            return candidate;
        }
        catch (ModelException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private Candidate Make(Dictionary<Option, string> chosen, string label)
    {
        var family = chosen[version] switch
        {
            "1.0" => SqueezeNetFamily.V10,
            "1.1" => SqueezeNetFamily.V11,
            var other => throw Wrong(version, other),
        };
        var count = Whole(modules, family.Modules);
        family = family with
        {
            BaseE = Whole(baseE, family.BaseE),
            IncrE = Whole(incrE, family.IncrE),
            Freq = Whole(freq, family.Freq),
            SqueezeRatio = Real(ratio, family.SqueezeRatio),
            Pct3x3 = Real(pct3x3, family.Pct3x3),
            Modules = count,
            Conv1 = chosen.TryGetValue(conv1, out var first) ? First(first) : family.Conv1,

            // A shorter network keeps the pools of its version that still stand before its end.
            PoolsAfter = chosen.TryGetValue(pools, out var layers) ? Layers(layers) : [.. family.PoolsAfter.Where(p => p <= count + 1)],
            Bypass = chosen[bypass] switch
            {
                "none" => Bypass.None,
                "simple" => Bypass.Simple,
                "complex" => Bypass.Complex,
                var other => throw Wrong(bypass, other),
            },
        };
        var size = SizeSyntax().Match(chosen[input]);
        var colours = Whole(channels, 3);
        return new Candidate(
            label,
            family,
            size.Success ? Number(size.Groups[1]) : throw Wrong(input, chosen[input]),
            Number(size.Groups[2]),
            colours is 1 or 3 ? colours : throw Wrong(channels, chosen[channels]),
            Whole(classes, 1000),
            DensityAssumption.Parse(chosen[density])
        );

        int Whole(Option option, int otherwise) =>
            !chosen.TryGetValue(option, out var text) ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : throw Wrong(option, text);

        double Real(Option option, double otherwise) =>
            !chosen.TryGetValue(option, out var text) ? otherwise
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value
            : throw Wrong(option, text);

        FirstConvolution First(string text) =>
            Conv1Syntax().Match(text) is { Success: true } m
                ? new FirstConvolution(
                    Number(m.Groups[1]),
                    Number(m.Groups[2]),
                    Number(m.Groups[3]),
                    m.Groups[4].Success ? Number(m.Groups[4]) : 0
                )
                : throw Wrong(conv1, text);

        int[] Layers(string text) =>
            text == "none"
                ? []
                :
                [
                    .. text.Split('+')
                        .Select(l =>
                            int.TryParse(l, NumberStyles.None, CultureInfo.InvariantCulture, out var layer)
                                ? layer
                                : throw Wrong(pools, text)
                        ),
                ];

        static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
    }
}
