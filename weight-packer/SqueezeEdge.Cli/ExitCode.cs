// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cli;

/// <summary>What the program ends with.</summary>
internal static class ExitCode
{
    /// <summary>Everything went well.</summary>
    public const int Success = 0;

    /// <summary>An input, output or tool is not what it must be; the message says what to do.</summary>
    public const int Failure = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary><c>verify</c> found a difference.</summary>
    public const int Different = 4;
}
