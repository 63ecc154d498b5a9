// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras.Hardware
{
    /// <summary>Time on the board.</summary>
    public interface IClock
    {
        /// <summary>Milliseconds since some moment in the past; they never go back. On an ESP32 they advance by 10 at a time.</summary>
        long Milliseconds { get; }

        /// <summary>Returns after at least <paramref name="milliseconds"/>; on an ESP32 up to 10 ms, one tick of its system,
        /// later.</summary>
        void Wait(int milliseconds);
    }
}
