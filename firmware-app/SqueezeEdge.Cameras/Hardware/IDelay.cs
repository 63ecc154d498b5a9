// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras.Hardware
{
    /// <summary>The passing of time. Drivers count the waits they make, so that they end even where a clock stands still.</summary>
    public interface IDelay
    {
        /// <summary>Returns after at least <paramref name="milliseconds"/>.</summary>
        void Wait(int milliseconds);
    }
}
