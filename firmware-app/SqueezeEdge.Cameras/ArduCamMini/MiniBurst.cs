// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras.ArduCamMini
{
    /// <summary>Where a module puts a dummy byte between the burst command and the data: the vendor's examples differ in this.</summary>
    public static class MiniBurst
    {
        /// <summary>Nowhere.</summary>
        public const int NoDummy = 0;

        /// <summary>In the first burst of a frame.</summary>
        public const int DummyInFirst = 1;

        /// <summary>In every burst.</summary>
        public const int DummyInEvery = 2;
    }
}
