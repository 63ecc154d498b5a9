// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models;

/// <summary>A model description that need not say everything.</summary>
/// <param name="Name">The model's name, or null.</param>
/// <param name="Input">What it says of the input.</param>
/// <param name="Operations">The operations, or null.</param>
/// <param name="FinalRelu">Whether a ReLU follows the last convolution, or null.</param>
/// <param name="Tensors">Names of the weights in their file by tensor, or null.</param>
internal sealed record PartialDescription(
    string? Name,
    PartialInput Input,
    IReadOnlyList<Operation>? Operations,
    bool? FinalRelu,
    IReadOnlyDictionary<string, string>? Tensors
)
{
    /// <summary>Says nothing.</summary>
    public static PartialDescription Empty { get; } = new(null, new PartialInput(), null, null, null);

    /// <summary>A description that says everything.</summary>
    public static PartialDescription Of(NetworkDescription network) =>
        new(network.Name, PartialInput.Of(network.Input), network.Operations, network.FinalRelu, null);

    /// <summary>This, and where it says nothing the other.</summary>
    public PartialDescription Or(PartialDescription other) =>
        new(
            Name ?? other.Name,
            Input.Or(other.Input),
            Operations ?? other.Operations,
            FinalRelu ?? other.FinalRelu,
            Tensors ?? other.Tensors
        );
}
