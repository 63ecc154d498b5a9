// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cli;

/// <summary>The command line is wrong in a way that only shows when its values are put together.</summary>
/// <param name="message">What is wrong.</param>
internal sealed class UsageException(string message) : Exception(message);
