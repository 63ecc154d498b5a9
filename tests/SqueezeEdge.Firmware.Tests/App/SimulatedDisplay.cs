// SPDX-License-Identifier: MIT
using SqueezeEdge.App.Hardware;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>A display that shows what it was last told, while it is connected.</summary>
internal sealed class SimulatedDisplay : ITextDisplay
{
    public int Columns => 16;

    public int Rows => 4;

    public bool IsConnected { get; set; } = true;

    public string[] Lines { get; private set; } = [];

    public bool Show(string[] lines)
    {
        Assert.InRange(lines.Length, 0, Rows);
        Lines = IsConnected ? [.. lines.Select(l => l is null ? "" : l[..Math.Min(l.Length, Columns)])] : Lines;
        return IsConnected;
    }
}
