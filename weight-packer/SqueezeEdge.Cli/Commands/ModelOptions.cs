// SPDX-License-Identifier: MIT
using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Cli.Commands;

/// <summary>Options that say of a trained model what its file leaves open (docs/importing.md).</summary>
internal sealed partial class ModelOptions
{
    private static readonly Dictionary<string, ResizePolicy> Resizings = new()
    {
        ["squash"] = ResizePolicy.Squash,
        ["shorter-side"] = ResizePolicy.ShorterSide,
    };

    private readonly Option<string?> input = new("--input") { Description = "the model's input size", HelpName = "WIDTHxHEIGHT" };
    private readonly Option<string?> resize = new Option<string?>("--resize")
    {
        Description = "how its photographs were resized before the centre was cut out",
        HelpName = "HOW",
    }.AcceptOnlyFromAmong([.. Resizings.Keys]);
    private readonly Option<string?> order = new Option<string?>("--order")
    {
        Description = "order of its channels",
        HelpName = "ORDER",
    }.AcceptOnlyFromAmong("rgb", "bgr", "grey");
    private readonly Option<float[]?> mean = Numbers("--mean", "subtracted from its pixels of 0..255, one number or one a channel", 0);
    private readonly Option<float[]?> deviation = Numbers(
        "--deviation",
        "what its pixels are divided by afterwards, one number or one a channel",
        float.Epsilon
    );
    private readonly Option<int> padding = NumberOption.Whole(
        "--conv1-padding",
        "padding of its first convolution (state dicts)",
        0,
        10,
        0
    );
    private readonly Option<string?> finalRelu = new Option<string?>("--final-relu")
    {
        Description = "whether a ReLU follows its last convolution (state dicts)",
        HelpName = "yes|no",
    }.AcceptOnlyFromAmong("yes", "no");

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { input, resize, order, mean, deviation, padding, finalRelu })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(input) is not null && Size(result.GetValue(input)) is null)
            {
                result.AddError($"--input takes WIDTHxHEIGHT, each 1..1024, as in 96x96, not '{result.GetValue(input)}'.");
            }
        });
    }

    /// <summary>What they say.</summary>
    /// <exception cref="UsageException">There are not as many means or deviations as channels.</exception>
    public ImportOptions Of(ParseResult result)
    {
        var wanted = result.GetValue(order) == "grey" ? 1 : 3;
        foreach (var option in new[] { mean, deviation })
        {
            if (Given(result, option) is { } values && values.Length != 1 && values.Length != wanted)
            {
                throw new UsageException($"{option.Name} takes 1 or {wanted} numbers, separated by commas, not {values.Length}.");
            }
        }

        var size = Size(result.GetValue(input));
        return new ImportOptions
        {
            Width = size?.Width,
            Height = size?.Height,
            Resize = result.GetValue(resize) is { } how ? Resizings[how] : null,
            Order = result.GetValue(order) is { } channels ? Enum.Parse<ChannelOrder>(channels, ignoreCase: true) : null,
            Mean = Given(result, mean),
            Deviation = Given(result, deviation),
            FirstPadding = result.GetResult(padding) is { Implicit: false } ? result.GetValue(padding) : null,
            FinalRelu = result.GetValue(finalRelu) is { } answer ? answer == "yes" : null,
        };
    }

    /// <summary>The numbers of an option; without it null, where the parser gives an empty list.</summary>
    private static float[]? Given(ParseResult result, Option<float[]?> option) =>
        result.GetValue(option) is { Length: > 0 } values ? values : null;

    private static Option<float[]?> Numbers(string name, string description, float least) =>
        new(name)
        {
            Description = description,
            HelpName = "N[,N,N]",
            CustomParser = result =>
            {
                var parts = string.Join(' ', result.Tokens).Split(',');
                var values = new float[parts.Length];
                for (var i = 0; i < parts.Length; i++)
                {
                    if (
                        !float.TryParse(parts[i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out values[i])
                        || values[i] < least
                        || !float.IsFinite(values[i])
                    )
                    {
                        result.AddError(
                            $"{name} takes numbers with a decimal point, separated by commas, not '{string.Join(' ', result.Tokens)}'."
                        );
                        return null;
                    }
                }

                return values;
            },
        };

    private static (int Width, int Height)? Size(string? text) =>
        text is not null
        && SizeSyntax().Match(text) is { Success: true } m
        && int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is >= 1 and <= 1024 and var width
        && int.Parse(m.Groups[2].ValueSpan, CultureInfo.InvariantCulture) is >= 1 and <= 1024 and var height
            ? (width, height)
            : null;

    [GeneratedRegex(@"^([0-9]{1,4})x([0-9]{1,4})$")]
    private static partial Regex SizeSyntax();
}
