// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Models;

/// <summary>How a fire module adds what its bypass carries (docs/arithmetic.md, "Bypass"), with half = 2^(Shift - 1), or 0 without a
/// shift: output = clamp(expand + (((activation - ZeroPoint) x Multiplier + half) >> Shift)).</summary>
/// <param name="Multiplier">1..32767.</param>
/// <param name="Shift">0..31.</param>
/// <param name="ZeroPoint">Activation that stands for 0: 0 for a simple bypass, 0..255 for a complex one.</param>
public readonly record struct BypassAddition(int Multiplier, int Shift, int ZeroPoint)
{
    /// <summary>The sum of one position.</summary>
    /// <param name="expanded">Output of the expand layer, 0..255.</param>
    /// <param name="activation">What the bypass carries, 0..255.</param>
    /// <returns>The module's output, 0..255.</returns>
    public int Add(int expanded, int activation)
    {
        var half = Shift == 0 ? 0 : 1 << (Shift - 1);
        return Math.Clamp(expanded + (((activation - ZeroPoint) * Multiplier + half) >> Shift), 0, 255);
    }
}
