// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models;

/// <summary>What the user says of a model; it comes before what a description, the file and the assumptions say
/// (docs/importing.md).</summary>
public sealed record ImportOptions
{
    /// <summary>Nothing.</summary>
    public static ImportOptions None { get; } = new();

    /// <summary>Width of the input in pixels, or null.</summary>
    public int? Width { get; init; }

    /// <summary>Height of the input in pixels, or null.</summary>
    public int? Height { get; init; }

    /// <summary>Order of the channels, or null.</summary>
    public ChannelOrder? Order { get; init; }

    /// <summary>Subtracted from the 0..255 pixel, per channel in that order or one for all; or null.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>What the difference is divided by, per channel or one for all; or null.</summary>
    public IReadOnlyList<float>? Deviation { get; init; }

    /// <summary>How photographs are resized, or null.</summary>
    public ResizePolicy? Resize { get; init; }

    /// <summary>Padding of the first convolution, for state dicts, which do not say; or null.</summary>
    public int? FirstPadding { get; init; }

    /// <summary>Whether a ReLU follows the last convolution, for state dicts, which do not say; or null.</summary>
    public bool? FinalRelu { get; init; }

    /// <summary>What they say about the input.</summary>
    internal PartialInput Input =>
        new()
        {
            Width = Width,
            Height = Height,
            Order = Order,
            Mean = Mean,
            Deviation = Deviation,
            Resize = Resize,
        };
}
