// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Topology;

/// <summary>The largest network the format and the kernels take. The kernels' twin is <c>SQE_MAX_...</c> in
/// native-kernels/src/format.h.</summary>
public static class NetworkLimits
{
    /// <summary>Width and height of the input in pixels.</summary>
    public const int Side = 1024;

    /// <summary>Filters of a convolution, and classes.</summary>
    public const int Channels = 4096;

    /// <summary>Operations, the global average included.</summary>
    public const int Operations = 64;

    /// <summary>Side of a convolution's kernel.</summary>
    public const int Kernel = 11;

    /// <summary>Stride of a convolution.</summary>
    public const int Stride = 4;

    /// <summary>Padding of a last 1x1 convolution; elsewhere the padding is smaller than the kernel.</summary>
    public const int Border = 3;

    /// <summary>Bytes of the name in UTF-8, without the zero at its end.</summary>
    public const int NameBytes = 31;
}
