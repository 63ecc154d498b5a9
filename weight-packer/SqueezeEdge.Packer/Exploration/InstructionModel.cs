// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Exploration;

/// <summary>
/// Instructions of the kernels as a linear function of the work of a tensor. The coefficients are least-squares fits to the
/// instructions QEMU counts for each tensor of the Deep-Compressed SqueezeNet v1.0 and of four small networks of the family with
/// random weights (docs/explore.md has the error).
/// </summary>
/// <param name="Target">The emulated target: rv32 or xtensa.</param>
/// <param name="Dense">For decoding one weight of a dense stream, once for all rows of a pass.</param>
/// <param name="Sparse">For decoding one nonzero weight of a sparse stream, likewise.</param>
/// <param name="Table">For the decoder's tables, likewise.</param>
/// <param name="Fast">What multiplying by a fast tensor costs.</param>
/// <param name="Coded">What multiplying by a decoded tensor costs.</param>
internal sealed record InstructionModel(string Target, double Dense, double Sparse, double Table, StageCosts Fast, StageCosts Coded)
{
    /// <summary>One model for each emulated target.</summary>
    public static IReadOnlyList<InstructionModel> All { get; } =
    [
        new("rv32", 42.2, 48.9, 20_582, new(1.034, 155.9, 2.66, 0.97, 3.91), new(1.022, 136.8, 4.88, 1.60, 0)),
        new("xtensa", 48.1, 52.8, 23_996, new(1.180, 98.2, 7.01, 1.08, 0.67), new(1.195, 90.0, 6.77, 1.79, 0)),
    ];
}

/// <summary>Costs of a tensor's multiplications and of what follows them, in instructions.</summary>
/// <param name="Tile">For each unit of the packer's own cost estimate of the weights grouped as in a fast stream.</param>
/// <param name="FilterRow">For each filter and row.</param>
/// <param name="Output">For each output value.</param>
/// <param name="Pooled">For each value that goes into pooling before the tensor.</param>
/// <param name="Added">For each value a bypass adds.</param>
internal sealed record StageCosts(double Tile, double FilterRow, double Output, double Pooled, double Added);
