// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Topology;

/// <summary>One operation of the network.</summary>
/// <param name="Name">Name in the paper's numbering, for example <c>conv1</c>, <c>fire2</c>, <c>pool1</c>.</param>
public abstract record Operation(string Name);

/// <summary>A convolution followed by ReLU.</summary>
/// <param name="Name">Name, for example <c>conv1</c>.</param>
/// <param name="OutputChannels">Filters.</param>
/// <param name="Kernel">Side of the square kernel, 1..11.</param>
/// <param name="Stride">1..4.</param>
/// <param name="Padding">Pixels added on each side.</param>
public sealed record Convolution(string Name, int OutputChannels, int Kernel, int Stride, int Padding) : Operation(Name);

/// <summary>Max pooling without padding.</summary>
/// <param name="Name">Name, for example <c>pool1</c>.</param>
/// <param name="Kernel">Side of the window, 2 or 3.</param>
/// <param name="Stride">Always 2 in this family.</param>
/// <param name="CeilMode">Whether a window that reaches over the edge counts (Caffe, torchvision).</param>
public sealed record MaxPool(string Name, int Kernel, int Stride, bool CeilMode) : Operation(Name)
{
    /// <summary>Width or height after pooling with stride 2: one for each window, and in ceil mode one for a window that reaches one
    /// pixel over the edge.</summary>
    /// <param name="size">Width or height before, at least <paramref name="kernel"/>.</param>
    /// <param name="kernel">Side of the window.</param>
    /// <param name="ceilMode">Whether a window that reaches over the edge counts.</param>
    /// <returns>At least 1.</returns>
    public static int OutputSize(int size, int kernel, bool ceilMode) => (size - kernel + (ceilMode ? 1 : 0)) / 2 + 1;
}

/// <summary>A fire module: squeeze 1x1, then expand 1x1 and expand 3x3 (padding 1) side by side, each with ReLU.</summary>
/// <param name="Name">Name, for example <c>fire2</c>.</param>
/// <param name="Squeeze">Filters of the squeeze layer (s1x1 in the paper).</param>
/// <param name="Expand1x1">1x1 filters of the expand layer (e1x1).</param>
/// <param name="Expand3x3">3x3 filters of the expand layer (e3x3).</param>
/// <param name="Bypass">What is added to the output (arXiv 1602.07360, section 6).</param>
public sealed record Fire(string Name, int Squeeze, int Expand1x1, int Expand3x3, Bypass Bypass = Bypass.None) : Operation(Name)
{
    /// <summary>Output channels: expand1x1's, then expand3x3's.</summary>
    public int OutputChannels => Expand1x1 + Expand3x3;
}

/// <summary>Average over all positions, one value per class; always last.</summary>
/// <param name="Name">Name, for example <c>pool10</c>.</param>
public sealed record GlobalAverage(string Name) : Operation(Name);
