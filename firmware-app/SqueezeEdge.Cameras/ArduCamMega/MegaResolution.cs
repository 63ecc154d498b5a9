// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras.ArduCamMega
{
    /// <summary>The frame sizes of an ArduCAM Mega that suit a small network.</summary>
    public static class MegaResolution
    {
        /// <summary>96 x 96.</summary>
        public const int Square96 = 0;

        /// <summary>128 x 128.</summary>
        public const int Square128 = 1;

        /// <summary>160 x 120; modules with an id of 0x85 and above only.</summary>
        public const int Qqvga = 2;

        /// <summary>320 x 240.</summary>
        public const int Qvga = 3;

        internal const int NotThere = -1;

        internal static int Width(int resolution) =>
            resolution == Square96 ? 96
            : resolution == Square128 ? 128
            : resolution == Qqvga ? 160
            : 320;

        internal static int Height(int resolution) =>
            resolution == Square96 ? 96
            : resolution == Square128 ? 128
            : resolution == Qqvga ? 120
            : 240;

        /// <summary>The value register 0x21 takes for a resolution: the numbering changed with id 0x85.</summary>
        internal static int Code(int resolution, int id)
        {
            if (id >= 0x85)
            {
                return resolution;
            }

            switch (resolution)
            {
                case Square96:
                    return 0x0A;
                case Square128:
                    return 0x0B;
                case Qvga:
                    return 0x01;
                default:
                    return NotThere;
            }
        }
    }
}
