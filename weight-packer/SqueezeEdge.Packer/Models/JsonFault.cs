// SPDX-License-Identifier: MIT
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SqueezeEdge.Packer.Models;

/// <summary>Says what is wrong with a JSON document in the document's own terms.</summary>
internal static partial class JsonFault
{
    /// <summary>Describes a fault.</summary>
    /// <param name="fault">What the JSON reader threw.</param>
    /// <returns>A sentence that names fields, never types of this program.</returns>
    public static string Describe(Exception fault)
    {
        var path = fault is JsonException { Path: { Length: > 1 } at } ? at : PathSyntax().Match(fault.Message).Groups[1].Value;
        var field = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "";
        if (Missing().Match(fault.Message) is { Success: true } missing)
        {
            var names = string.Join(", ", Quoted().Matches(missing.Groups[1].Value).Select(m => $"'{Join(field, m.Groups[1].Value)}'"));
            return $"it lacks {names}.";
        }

        if (Unknown().Match(fault.Message) is { Success: true } unknown)
        {
            var name = unknown.Groups[1].Value;
            return $"'{(field.EndsWith(name, StringComparison.Ordinal) ? field : Join(field, name))}' is no field of a description.";
        }

        if (fault.Message.Contains("discriminator", StringComparison.Ordinal))
        {
            var given = Discriminator().Match(fault.Message) is { Success: true } kind ? $" '{kind.Groups[1].Value}'" : "";
            return $"{(field.Length > 0 ? $"'{field}'" : "an operation")} has no kind that is known{given}: "
                + "convolution, maxPool, fire or globalAverage.";
        }

        if (!fault.Message.Contains("converted", StringComparison.Ordinal) && fault is JsonException { LineNumber: { } line } syntax)
        {
            return $"line {line + 1}, byte {syntax.BytePositionInLine + 1} is no JSON, or a field there has no value that is possible"
                + $"{(field.Length > 0 ? $" (at '{field}')" : "")}.";
        }

        return field.Length > 0
            ? $"'{field}' must be {Meant(field[(field.LastIndexOf('.') + 1)..])}."
            : "the document must be an object with fields.";
    }

    private static string Meant(string field) =>
        field switch
        {
            "order" => "grey, rgb or bgr",
            "resize" => "squash or shorterSide",
            "bypass" => "none, simple or complex",
            "finalRelu" or "ceilMode" => "true or false",
            "name" => "a text",
            "input" or "tensors" => "an object with fields",
            "operations" => "a list of operations",
            _ when field.StartsWith("mean", StringComparison.Ordinal) || field.StartsWith("deviation", StringComparison.Ordinal) =>
                "a list of numbers",
            _ => "a whole number",
        };

    private static string Join(string field, string name) => field.Length > 0 ? $"{field}.{name}" : name;

    [GeneratedRegex(@"Path: (\$[^|]*?)(?: \||\.?$)")]
    private static partial Regex PathSyntax();

    [GeneratedRegex("missing required properties including: (.*)\\.")]
    private static partial Regex Missing();

    [GeneratedRegex("property '([^']*)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("discriminator id '([^']*)'")]
    private static partial Regex Discriminator();
}
