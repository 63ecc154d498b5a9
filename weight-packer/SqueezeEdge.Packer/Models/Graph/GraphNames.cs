// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models.Graph;

/// <summary>Names of recognised operations: the file's where they are of this family's kind, otherwise the paper's numbering.</summary>
internal static class GraphNames
{
    private static readonly string[] Parts = ["/squeeze1x1", "/expand1x1", "/expand3x3"];

    /// <summary>The module's name if its convolutions are called as in the paper.</summary>
    /// <param name="squeeze">Name of the squeeze layer.</param>
    /// <param name="expand1x1">Name of the first expand layer.</param>
    /// <param name="expand3x3">Name of the second expand layer.</param>
    /// <returns>For example <c>fire2</c> for <c>fire2/squeeze1x1</c> and the others; empty if they are called otherwise.</returns>
    public static string Module(string squeeze, string expand1x1, string expand3x3)
    {
        var name = squeeze.EndsWith(Parts[0], StringComparison.Ordinal) ? squeeze[..^Parts[0].Length] : "";
        return squeeze == name + Parts[0] && expand1x1 == name + Parts[1] && expand3x3 == name + Parts[2] ? name : "";
    }

    /// <summary>Names all operations.</summary>
    /// <param name="operations">Operations without names, and the names in the file.</param>
    /// <returns>The named operations.</returns>
    public static IReadOnlyList<Operation> Choose(IReadOnlyList<(Operation Operation, string GivenName)> operations)
    {
        var usable =
            operations.All(o => o.GivenName.Length is > 0 and <= 64 && !o.GivenName.Contains('/'))
            && operations.DistinctBy(o => o.GivenName).Count() == operations.Count;
        var number = 0;
        return
        [
            .. operations.Select(o =>
            {
                number += o.Operation is Convolution or Fire ? 1 : 0;
                var prefix = o.Operation switch
                {
                    Convolution => "conv",
                    Fire => "fire",
                    _ => "pool",
                };
                return o.Operation with { Name = usable ? o.GivenName : $"{prefix}{number}" };
            }),
        ];
    }
}
