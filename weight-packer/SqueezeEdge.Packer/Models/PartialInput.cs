// SPDX-License-Identifier: MIT
using System.Globalization;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models;

/// <summary>What one source says of a network's input; null where it says nothing.</summary>
internal sealed record PartialInput
{
    public int? Width { get; init; }

    public int? Height { get; init; }

    public int? Channels { get; init; }

    public ChannelOrder? Order { get; init; }

    public IReadOnlyList<float>? Mean { get; init; }

    public IReadOnlyList<float>? Deviation { get; init; }

    public ResizePolicy? Resize { get; init; }

    public int? ResizeSize { get; init; }

    /// <summary>A description that says everything.</summary>
    public static PartialInput Of(InputDescription input) =>
        new()
        {
            Width = input.Width,
            Height = input.Height,
            Channels = input.Channels,
            Order = input.Order,
            Mean = input.Mean,
            Deviation = input.Deviation,
            Resize = input.Resize,
            ResizeSize = input.ResizeSize,
        };

    /// <summary>This, and where it says nothing the other. A size to resize to belongs to the input size it was given with.</summary>
    public PartialInput Or(PartialInput? other) =>
        other is null
            ? this
            : new PartialInput
            {
                Width = Width ?? other.Width,
                Height = Height ?? other.Height,
                Channels = Channels ?? other.Channels,
                Order = Order ?? other.Order,
                Mean =
                    Mean
                    ?? (Order is null || other.Mean is null || other.Order is null ? other.Mean : Ordered(other.Mean, other.Order.Value)),
                Deviation =
                    Deviation
                    ?? (
                        Order is null || other.Deviation is null || other.Order is null
                            ? other.Deviation
                            : Ordered(other.Deviation, other.Order.Value)
                    ),
                Resize = Resize ?? other.Resize,
                ResizeSize = ResizeSize ?? (Width is null && Height is null ? other.ResizeSize : null),
            };

    /// <summary>Fills what is missing with what is assumed.</summary>
    /// <param name="assumed">What networks of this kind of file usually expect.</param>
    /// <param name="channels">Channels the first convolution reads.</param>
    /// <param name="path">The model, for messages.</param>
    /// <param name="assumptions">Is told what was assumed, in one sentence.</param>
    /// <returns>The input.</returns>
    /// <exception cref="ModelException">Nothing can be assumed, or the parts contradict each other.</exception>
    public InputDescription Complete(InputDescription assumed, int channels, string path, List<string> assumptions)
    {
        var description = Path.ChangeExtension(path, ".json");
        var order = Order ?? (channels == 1 ? ChannelOrder.Grey : assumed.Order);
        var colours = order == ChannelOrder.Grey ? 1 : 3;
        if ((Channels ?? colours) != colours)
        {
            throw new ModelException(
                $"input.channels is {Channels}, but input.order says {order.ToString().ToLowerInvariant()}, which has {colours} channels."
            );
        }

        if (colours != channels || (colours == 1 && (Mean is null || Deviation is null)))
        {
            throw new ModelException(
                $"its input has {channels} channels, and it is not said how pixels become its input. Describe input.order, input.mean and "
                    + $"input.deviation in '{description}', or give --order, --mean and --deviation; see docs/importing.md."
            );
        }

        var (width, height) = (Width ?? assumed.Width, Height ?? assumed.Height);
        var size = ResizeSize ?? (int)Math.Clamp((long)Math.Max(width, height) * assumed.ResizeSize / assumed.Width, 1, 65535);
        var input = new InputDescription(
            width,
            height,
            colours,
            order,
            Spread(Mean, colours) ?? Ordered(assumed.Mean, assumed.Order, order),
            Spread(Deviation, colours) ?? Ordered(assumed.Deviation, assumed.Order, order),
            Resize ?? assumed.Resize,
            size
        );
        string[] open =
        [
            .. Width is null || Height is null ? ["--input"] : Array.Empty<string>(),
            .. Order is null && colours == 3 ? ["--order"] : Array.Empty<string>(),
            .. Mean is null ? ["--mean"] : Array.Empty<string>(),
            .. Deviation is null ? ["--deviation"] : Array.Empty<string>(),
            .. Resize is null ? ["--resize"] : Array.Empty<string>(),
        ];
        if (open.Length > 0)
        {
            assumptions.Add(
                $"'{path}' does not say how pixels become its input; assumed {width}x{height}, {order.ToString().ToUpperInvariant()}, "
                    + $"mean {Numbers(input.Mean)}, deviation {Numbers(input.Deviation)}, photographs "
                    + (input.Resize == ResizePolicy.Squash ? $"squashed to {size}x{size}" : $"with the shorter side resized to {size}")
                    + $", then the centre. If that is wrong, say so with {string.Join(", ", open)}, or in '{description}' "
                    + "(docs/importing.md)."
            );
        }

        return input;
    }

    private static string Numbers(IReadOnlyList<float> values) =>
        string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)));

    private static IReadOnlyList<float>? Spread(IReadOnlyList<float>? values, int count) =>
        values is [var one] && count > 1 ? [.. Enumerable.Repeat(one, count)] : values;

    /// <summary>Values per channel in the order of this input, from those in another order.</summary>
    private IReadOnlyList<float> Ordered(IReadOnlyList<float> values, ChannelOrder from) => Ordered(values, from, Order!.Value);

    private static IReadOnlyList<float> Ordered(IReadOnlyList<float> values, ChannelOrder from, ChannelOrder to) =>
        (from, to) is (ChannelOrder.Rgb, ChannelOrder.Bgr) or (ChannelOrder.Bgr, ChannelOrder.Rgb) ? [.. values.Reverse()] : values;
}
