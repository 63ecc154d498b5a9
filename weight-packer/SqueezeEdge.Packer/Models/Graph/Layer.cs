// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Models.Graph;

/// <summary>One step of a network as another framework wrote it, before it is recognised as part of an operation.</summary>
/// <param name="Name">Its name in the file; may be empty.</param>
/// <param name="Label">What to call it in messages, for example <c>Conv 'conv1'</c>.</param>
/// <param name="Inputs">The maps it reads.</param>
/// <param name="Output">The map it writes.</param>
internal abstract record Layer(string Name, string Label, IReadOnlyList<string> Inputs, string Output);

/// <summary>A convolution, without activation.</summary>
internal sealed record ConvolutionLayer(
    string Name,
    string Label,
    string Input,
    string Output,
    ConvolutionWeights Weights,
    int Stride,
    int Padding
) : Layer(Name, Label, [Input], Output)
{
    /// <summary>Whether it works on single pixels.</summary>
    public bool Pointwise => Weights.Kernel == 1 && Stride == 1 && Padding == 0;

    /// <summary>Whether it could be a fire module's expand3x3.</summary>
    public bool Same3x3 => Weights.Kernel == 3 && Stride == 1 && Padding == 1;
}

/// <summary>ReLU.</summary>
internal sealed record RectifierLayer(string Name, string Label, string Input, string Output) : Layer(Name, Label, [Input], Output);

/// <summary>Max pooling.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Label">For messages.</param>
/// <param name="Input">The map it reads.</param>
/// <param name="Output">The map it writes.</param>
/// <param name="Kernel">Side of the window.</param>
/// <param name="Stride">Stride.</param>
/// <param name="Ends">What may lie over the edges.</param>
internal sealed record MaxPoolLayer(string Name, string Label, string Input, string Output, int Kernel, int Stride, PoolEnds Ends)
    : Layer(Name, Label, [Input], Output);

/// <summary>Average pooling over a window, or over the whole map.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Label">For messages.</param>
/// <param name="Input">The map it reads.</param>
/// <param name="Output">The map it writes.</param>
/// <param name="Height">Height of the window; null = the whole map.</param>
/// <param name="Width">Width of the window; null = the whole map.</param>
internal sealed record AverageLayer(string Name, string Label, string Input, string Output, int? Height, int? Width)
    : Layer(Name, Label, [Input], Output);

/// <summary>Channels of several maps, one after the other.</summary>
internal sealed record ConcatenationLayer(string Name, string Label, IReadOnlyList<string> Inputs, string Output)
    : Layer(Name, Label, Inputs, Output);

/// <summary>The sum of two maps.</summary>
internal sealed record AdditionLayer(string Name, string Label, IReadOnlyList<string> Inputs, string Output)
    : Layer(Name, Label, Inputs, Output);

/// <summary>What may follow the average and changes no order of the classes: softmax, flattening, a loss.</summary>
internal sealed record ClosingLayer(string Name, string Label, string Input, string Output) : Layer(Name, Label, [Input], Output);

/// <summary>How a pooling treats the edges.</summary>
/// <param name="Ceil">Whether a window that reaches over the far edge counts.</param>
/// <param name="Bottom">Rows of padding below.</param>
/// <param name="Right">Columns of padding on the right.</param>
/// <param name="Same">Whether the output is the input divided by the stride, rounded up, with the larger half of the padding at the
/// far edge.</param>
internal readonly record struct PoolEnds(bool Ceil, int Bottom = 0, int Right = 0, bool Same = false);

/// <summary>Weights of a square convolution.</summary>
/// <param name="OutputChannels">Filters.</param>
/// <param name="InputChannels">Input channels.</param>
/// <param name="Kernel">Side of the kernel.</param>
/// <param name="Weights">Output channel, input channel, ky, kx.</param>
/// <param name="Bias">One per output channel.</param>
internal sealed record ConvolutionWeights(int OutputChannels, int InputChannels, int Kernel, float[] Weights, float[] Bias);
