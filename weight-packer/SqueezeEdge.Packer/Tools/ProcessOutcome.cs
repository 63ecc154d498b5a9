// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tools;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; -1 if it was stopped.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
/// <param name="TimedOut">Whether it took too long and was stopped.</param>
internal sealed record ProcessOutcome(int ExitCode, string Output, string Error, bool TimedOut);
