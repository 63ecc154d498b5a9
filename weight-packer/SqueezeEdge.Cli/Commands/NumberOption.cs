// SPDX-License-Identifier: MIT
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace SqueezeEdge.Cli.Commands;

/// <summary>
/// Options that take a number. Whatever the machine's language, a point separates decimals and nothing separates thousands; anything
/// else, or a number out of range, is wrong usage.
/// </summary>
internal static class NumberOption
{
    /// <summary>An option that takes a whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for; the range is added.</param>
    /// <param name="least">The smallest number it takes.</param>
    /// <param name="most">The largest number it takes; <see cref="int.MaxValue"/> for any.</param>
    /// <param name="otherwise">Its value when it is not given.</param>
    /// <returns>The option.</returns>
    public static Option<int> Whole(string name, string description, int least, int most, int otherwise)
    {
        var range = most == int.MaxValue ? $"{least} or more" : $"{least}..{most}";
        return new Option<int>(name)
        {
            Description = $"{description}, {range}",
            HelpName = "N",
            DefaultValueFactory = _ => otherwise,
            CustomParser = result =>
                Token(result) is { } text
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && value >= least
                && value <= most
                    ? value
                    : Wrong<int>(result, name, $"a whole number, {range}"),
        };
    }

    /// <summary>An option that takes a share above 0 and at most 1.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for; the range is added.</param>
    /// <returns>The option.</returns>
    public static Option<double?> Share(string name, string description) =>
        new(name)
        {
            Description = $"{description}, above 0 and at most 1",
            HelpName = "SHARE",
            CustomParser = result =>
                Token(result) is { } text
                && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                && value is > 0 and <= 1
                    ? value
                    : Wrong<double?>(result, name, "a number above 0 and at most 1, with a decimal point, as in 0.5"),
        };

    private static string? Token(ArgumentResult result) => result.Tokens is [var token] ? token.Value : null;

    private static T? Wrong<T>(ArgumentResult result, string name, string what)
    {
        result.AddError($"{name} takes {what}, not '{string.Join(' ', result.Tokens)}'.");
        return default;
    }
}
