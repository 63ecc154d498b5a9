// SPDX-License-Identifier: MIT
using System;
using System.Threading;

namespace SqueezeEdge.Cameras.Hardware
{
    /// <summary>The time since the board started; other threads run during a wait.</summary>
    public sealed class SystemClock : IClock
    {
        /// <inheritdoc/>
        public long Milliseconds => Environment.TickCount64;

        /// <inheritdoc/>
        public void Wait(int milliseconds) => Thread.Sleep(milliseconds);
    }
}
