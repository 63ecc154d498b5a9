// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Topology;

/// <summary>A network of the SqueezeNet family: its input and its operations in order (arXiv 1602.07360, section 3).</summary>
/// <param name="Name">Short name of the model, at most 31 bytes of UTF-8.</param>
/// <param name="Input">Size, channels and preprocessing of the input.</param>
/// <param name="Operations">Operations from input to global average; the last one is a <see cref="GlobalAverage"/>.</param>
public sealed record NetworkDescription(string Name, InputDescription Input, IReadOnlyList<Operation> Operations)
{
    /// <summary>
    /// Whether a ReLU follows the last convolution. The kernels always have one; without it the packer adds a constant to the last
    /// biases, so that nothing is cut off.
    /// </summary>
    public bool FinalRelu { get; init; } = true;

    /// <summary>Number of classes: the output channels of the last convolution.</summary>
    public int Classes => Operations.OfType<Convolution>().Last().OutputChannels;
}

/// <summary>Order of the input channels in memory as the network expects them.</summary>
public enum ChannelOrder
{
    /// <summary>One channel of luminance.</summary>
    Grey = 0,

    /// <summary>Red, green, blue.</summary>
    Rgb = 1,

    /// <summary>Blue, green, red (networks trained with Caffe).</summary>
    Bgr = 2,
}

/// <summary>How a photograph of any size is brought to the input size; the kernels do it to a camera's frame without the size in
/// between.</summary>
public enum ResizePolicy
{
    /// <summary>Squash to a square of <see cref="InputDescription.ResizeSize"/>, ignoring the aspect, then centre crop.</summary>
    Squash = 0,

    /// <summary>Scale the shorter side to <see cref="InputDescription.ResizeSize"/>, then centre crop.</summary>
    ShorterSide = 1,
}

/// <summary>What the network expects at its input.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Channels">1 (grey) or 3.</param>
/// <param name="Order">Order of the channels.</param>
/// <param name="Mean">Per channel, in network order: subtracted from the 0..255 pixel.</param>
/// <param name="Deviation">Per channel, in network order: the difference is divided by this (1 when unused).</param>
/// <param name="Resize">How photographs are resized.</param>
/// <param name="ResizeSize">Side of the square, or the shorter side, in pixels, before the centre crop.</param>
public sealed record InputDescription(
    int Width,
    int Height,
    int Channels,
    ChannelOrder Order,
    IReadOnlyList<float> Mean,
    IReadOnlyList<float> Deviation,
    ResizePolicy Resize,
    int ResizeSize
);
