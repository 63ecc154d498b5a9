// SPDX-License-Identifier: MIT
using System.Threading;

namespace SqueezeEdge.Cameras.Hardware
{
    /// <summary>Waits by letting other threads run.</summary>
    public sealed class ThreadDelay : IDelay
    {
        /// <inheritdoc/>
        public void Wait(int milliseconds) => Thread.Sleep(milliseconds);
    }
}
