// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tools;

/// <summary>What the kernels are built for.</summary>
public enum NativeTarget
{
    /// <summary>A shared library for this computer.</summary>
    Host,

    /// <summary>A program for an emulated RV32IMC microcontroller.</summary>
    Rv32,

    /// <summary>A program for an emulated Xtensa microcontroller.</summary>
    Xtensa,
}
