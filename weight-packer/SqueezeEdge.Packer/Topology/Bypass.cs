// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Topology;

/// <summary>A connection around a fire module (arXiv 1602.07360, figure 2). What it carries is added to the module's output after
/// the expand layers' ReLU, and the sum goes through a ReLU (which changes nothing for a simple bypass).</summary>
public enum Bypass
{
    /// <summary>No connection.</summary>
    None = 0,

    /// <summary>The module's input itself; it must have as many channels as the output.</summary>
    Simple = 1,

    /// <summary>The module's input through a 1x1 convolution without ReLU, the tensor <c>bypass1x1</c>.</summary>
    Complex = 2,
}
