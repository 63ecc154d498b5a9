// SPDX-License-Identifier: MIT
namespace SqueezeEdge.App.Hardware
{
    /// <summary>The serial port the application prints to.</summary>
    public interface IConsole
    {
        /// <summary>Prints a line.</summary>
        /// <param name="text">Without its end.</param>
        void WriteLine(string text);
    }
}
