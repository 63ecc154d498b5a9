// SPDX-License-Identifier: MIT
using System;
using SqueezeEdge.App.Hardware;

namespace SqueezeEdge.App.Device
{
    /// <summary>The time since the board started.</summary>
    public sealed class SystemClock : IClock
    {
        /// <inheritdoc/>
        public long Milliseconds => Environment.TickCount64;
    }
}
