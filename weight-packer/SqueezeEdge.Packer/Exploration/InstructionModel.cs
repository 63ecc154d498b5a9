// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Exploration;

/// <summary>
/// Instructions of the kernels as a linear function of the work of a tensor. The coefficients are least-squares fits to the
/// instructions QEMU counts for each tensor of the Deep-Compressed SqueezeNet v1.0 and of four small networks of the family with
/// random weights (docs/explore.md has the error).
/// </summary>
/// <param name="Target">The emulated target: rv32 or xtensa.</param>
/// <param name="Grouped">For each unit of the packer's own cost estimate of a fast stream.</param>
/// <param name="Single">For each unit of the packer's own cost estimate of multiplying by decoded weights.</param>
/// <param name="Dense">For decoding one weight of a dense stream.</param>
/// <param name="Sparse">For decoding one nonzero weight of a sparse stream.</param>
/// <param name="Fast">What else a fast tensor costs.</param>
/// <param name="Coded">What else a dense or sparse tensor costs.</param>
internal sealed record InstructionModel(
    string Target,
    double Grouped,
    double Single,
    double Dense,
    double Sparse,
    StageCosts Fast,
    StageCosts Coded
)
{
    /// <summary>One model for each emulated target.</summary>
    public static IReadOnlyList<InstructionModel> All { get; } =
    [
        new("rv32", 1.006, 1.093, 23.0, 38.8, new(20.9, 30.4, 1.81, 8.8), new(27.3, 501, 2.11, 19.8)),
        new("xtensa", 1.033, 1.183, 28.6, 53.3, new(29.6, 269, 9.09, 6.2), new(38.6, 1566, 4.46, 44.3)),
    ];
}

/// <summary>Costs of a tensor besides its multiplications, in instructions.</summary>
/// <param name="Output">For each output value.</param>
/// <param name="FilterRow">For each filter and row.</param>
/// <param name="Pooled">For each value that goes into pooling before the tensor.</param>
/// <param name="Added">For each value a bypass adds.</param>
internal sealed record StageCosts(double Output, double FilterRow, double Pooled, double Added);
