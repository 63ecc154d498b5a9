// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Boards;

/// <summary>How fast a firmware lets a chip run and read its flash: settings of its build, not of the board.</summary>
/// <param name="CpuMHz">Clock of the cores.</param>
/// <param name="FlashMode">Lines used to read flash: <c>DOUT</c>, <c>DIO</c> (two), <c>QOUT</c>, <c>QIO</c> (four).</param>
/// <param name="FlashMHz">Clock of the flash: 20, 26, 40 or 80.</param>
public sealed record ClockSettings(int CpuMHz, string FlashMode, int FlashMHz);
