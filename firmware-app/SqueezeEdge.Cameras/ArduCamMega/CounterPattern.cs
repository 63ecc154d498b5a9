// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras.ArduCamMega
{
    /// <summary>Tells from a stretch of the module's 32-bit counter whether bytes were lost or exchanged on the way.</summary>
    /// <remarks>Of the four bytes of each count one moves at every count, and its neighbour at every 256th. Where those two stand
    /// shows the displacement. The module's documentation does not say with which byte a count begins: both orders are accepted
    /// when aligned. A swap of a counter that begins with its low byte looks like a displacement by two and is reported as that.</remarks>
    internal static class CounterPattern
    {
        /// <summary>Bytes needed to see the slower byte move: 257 counts and what a displacement takes.</summary>
        public const int Bytes = 4 * 260;

        public static int Check(byte[] data, int count)
        {
            int fast = -1;
            for (int lane = 0; lane < 4; lane++)
            {
                if (CountsUp(data, count, lane))
                {
                    fast = lane;
                }
            }

            if (fast < 0)
            {
                return CameraStatus.TestMismatch;
            }

            int below = (fast + 3) & 3;
            int above = (fast + 1) & 3;
            bool highFirst = Moves(data, count, below);
            bool lowFirst = Moves(data, count, above);
            if (highFirst == lowFirst)
            {
                return CameraStatus.TestMismatch;
            }

            if (highFirst ? fast == 3 : fast == 0)
            {
                return CameraStatus.Ok;
            }

            return lowFirst && fast == 2 ? CameraStatus.BytesSwapped : CameraStatus.DataShifted;
        }

        private static bool CountsUp(byte[] data, int count, int lane)
        {
            for (int i = lane + 4; i < count; i += 4)
            {
                if (data[i] != (byte)(data[i - 4] + 1))
                {
                    return false;
                }
            }

            return true;
        }

        private static bool Moves(byte[] data, int count, int lane)
        {
            for (int i = lane + 4; i < count; i += 4)
            {
                if (data[i] != data[i - 4])
                {
                    return true;
                }
            }

            return false;
        }
    }
}
