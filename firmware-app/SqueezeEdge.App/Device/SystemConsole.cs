// SPDX-License-Identifier: MIT
using System;
using SqueezeEdge.App.Hardware;

namespace SqueezeEdge.App.Device
{
    /// <summary>The console: the board's serial port while no debugger is attached, the debugger's output window otherwise.</summary>
    public sealed class SystemConsole : IConsole
    {
        /// <inheritdoc/>
        public void Write(string text) => Console.Write(text);

        /// <inheritdoc/>
        public void WriteLine(string text) => Console.WriteLine(text);
    }
}
