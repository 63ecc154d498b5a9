// SPDX-License-Identifier: MIT
namespace SqueezeEdge.App.Classification
{
    /// <summary>How long a frame takes, before the first one was taken. An estimate.</summary>
    public static class SpeedEstimate
    {
        /// <summary>Cycles for a multiplication with a weight that is not zero, its share of everything else included: about 7 for
        /// SqueezeNet v1.0 by models of an ESP32 with its firmware's own configuration, where half of them wait for flash.</summary>
        public const int CyclesPerMultiplication = 7;

        /// <summary>Whole seconds, rounded up.</summary>
        /// <param name="multiplications">Multiplications of a frame, 0 to 2^60.</param>
        /// <param name="cpuMHz">Clock of the processor, at least 1.</param>
        public static long Seconds(long multiplications, int cpuMHz)
        {
            long cyclesPerSecond = 1000000L * cpuMHz;
            return (multiplications * CyclesPerMultiplication + cyclesPerSecond - 1) / cyclesPerSecond;
        }

        /// <summary>Whether a frame takes longer than a limit.</summary>
        /// <param name="multiplications">Multiplications of a frame, 0 to 2^60.</param>
        /// <param name="cpuMHz">Clock of the processor, at least 1.</param>
        /// <param name="maxSeconds">The limit; 0: none.</param>
        public static bool IsTooSlow(long multiplications, int cpuMHz, int maxSeconds) =>
            maxSeconds > 0 && Seconds(multiplications, cpuMHz) > maxSeconds;
    }
}
