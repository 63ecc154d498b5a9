// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tools;

/// <summary>One program or data set this project can use, and whether it is there.</summary>
/// <param name="Purpose">What for: host, rv32, xtensa, flash or train.</param>
/// <param name="Name">Its name, or names that stand for each other.</param>
/// <param name="Found">Where it is, or its version; null if it is missing.</param>
/// <param name="Get">How to get it.</param>
/// <param name="Essential">Whether the tests and the emulators need it.</param>
public sealed record ToolStatus(string Purpose, string Name, string? Found, string Get, bool Essential);
