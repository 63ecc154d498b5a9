// SPDX-License-Identifier: MIT
namespace SqueezeEdge.App.Hardware
{
    /// <summary>The serial port the application prints to.</summary>
    public interface IConsole
    {
        /// <summary>Prints a part of a line.</summary>
        /// <param name="text">The part.</param>
        void Write(string text);

        /// <summary>Prints a line, or the rest of one.</summary>
        /// <param name="text">Without its end.</param>
        void WriteLine(string text);
    }
}
