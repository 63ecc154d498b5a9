// SPDX-License-Identifier: MIT
using System.Globalization;
using System.Text.RegularExpressions;

namespace SqueezeEdge.Packer.Pruning;

/// <summary>Which share of the weights of some layers is kept.</summary>
/// <param name="Pattern">A layer's name; <c>*</c> stands for any characters, as in <c>fire*/expand3x3</c>.</param>
/// <param name="Density">Share of the weights that stay, above 0 and at most 1.</param>
public sealed record DensityRule(string Pattern, double Density)
{
    /// <summary>
    /// The densities of Table 1 of the SqueezeNet paper (arXiv 1602.07360): conv1, fire2 to fire9 and conv10. They are for
    /// networks with these layers, of version 1.0 or 1.1. The expand3x3 of fire8 has the 30 % that the table's parameters after
    /// pruning, and the published weights, have.
    /// </summary>
    public static IReadOnlyList<DensityRule> Table1 { get; } =
    [
        new("conv1", 1),
        .. Enumerable
            .Range(2, 8)
            .SelectMany(n =>
                new DensityRule[]
                {
                    new($"fire{n}/squeeze1x1", n is 7 or 9 ? 0.5 : 1),
                    new($"fire{n}/expand1x1", n is 6 or 8 ? 0.5 : 1),
                    new($"fire{n}/expand3x3", n >= 8 ? 0.3 : 0.33),
                }
            ),
        new("conv10", 0.2),
    ];

    /// <summary>Reads <c>NAME=VALUE</c>.</summary>
    /// <param name="text">For example <c>fire*/expand3x3=0.33</c>.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ModelException">It is not of that form, or the value is out of range.</exception>
    public static DensityRule Parse(string text)
    {
        var at = text.LastIndexOf('=');
        if (at < 1 || !double.TryParse(text[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var density))
        {
            throw new ModelException($"'{text}' is no density. Write NAME=VALUE, for example 'fire*/expand3x3=0.33'.");
        }

        return new DensityRule(text[..at], density).Checked();
    }

    /// <summary>Checks the density.</summary>
    /// <returns>The rule itself.</returns>
    /// <exception cref="ModelException">The density is out of range.</exception>
    public DensityRule Checked() =>
        Density is > 0 and <= 1
            ? this
            : throw new ModelException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the density {Density} of '{Pattern}' is out of range; it must be above 0 and at most 1 (all weights)."
                )
            );

    /// <summary>Whether the rule is for a layer.</summary>
    /// <param name="name">The layer's name.</param>
    /// <returns>Whether its name fits the pattern.</returns>
    public bool Matches(string name) =>
        Regex.IsMatch(
            name,
            "^" + Regex.Escape(Pattern).Replace("\\*", ".*") + "$",
            RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant
        );
}
