// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Topology;

/// <summary>The role a weight tensor plays in its operation.</summary>
public enum TensorRole
{
    /// <summary>The weights of a plain convolution.</summary>
    Convolution,

    /// <summary>A fire module's squeeze layer.</summary>
    Squeeze,

    /// <summary>A fire module's 1x1 expand layer.</summary>
    Expand1x1,

    /// <summary>A fire module's 3x3 expand layer.</summary>
    Expand3x3,

    /// <summary>The 1x1 convolution of a fire module's complex bypass; no ReLU.</summary>
    Bypass1x1,
}

/// <summary>One weight tensor of the network and the map it produces.</summary>
/// <param name="Name">For example <c>conv1</c> or <c>fire2/squeeze1x1</c>.</param>
/// <param name="Role">Role in its operation.</param>
/// <param name="OperationIndex">Index of the operation that uses it.</param>
/// <param name="InputChannels">Input channels.</param>
/// <param name="OutputChannels">Filters.</param>
/// <param name="Kernel">Side of the kernel.</param>
/// <param name="Stride">Stride.</param>
/// <param name="Padding">Padding on each side.</param>
/// <param name="InputWidth">Width of the map it reads.</param>
/// <param name="InputHeight">Height of the map it reads.</param>
/// <param name="OutputWidth">Width of the map it produces.</param>
/// <param name="OutputHeight">Height of the map it produces.</param>
public sealed record TensorShape(
    string Name,
    TensorRole Role,
    int OperationIndex,
    int InputChannels,
    int OutputChannels,
    int Kernel,
    int Stride,
    int Padding,
    int InputWidth,
    int InputHeight,
    int OutputWidth,
    int OutputHeight
)
{
    /// <summary>Weights of one filter: input channels x kernel x kernel.</summary>
    public int Taps => InputChannels * Kernel * Kernel;

    /// <summary>All weights of the tensor.</summary>
    public int Weights => Taps * OutputChannels;
}
