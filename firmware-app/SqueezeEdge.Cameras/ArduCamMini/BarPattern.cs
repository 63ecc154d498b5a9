// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras.ArduCamMini
{
    /// <summary>Tells from a row of the sensor's colour bars whether bytes were lost or exchanged on the way.</summary>
    /// <remarks>Eight bars: white, yellow, cyan, green, magenta, red, blue, black, or mirrored. Only whether a channel is above its
    /// middle counts, since the sensor's colour matrix and gamma change the values. Inside a bar a lost byte looks like exchanged
    /// ones; where green meets magenta both bytes of a pixel change, and the first that does shows which it is.</remarks>
    internal static class BarPattern
    {
        private const int Bars = 8;
        private const int Green = 3;
        private const int SmallestStep = 8;

        // Of a bar, red 4, green 2, blue 1.
        private static readonly byte[] Colours = { 7, 6, 3, 2, 5, 4, 1, 0 };

        public static int Check(byte[] row, int width)
        {
            if (AreBars(row, width, 0))
            {
                return CameraStatus.Ok;
            }

            if (!AreBars(row, width, 1))
            {
                return CameraStatus.TestMismatch;
            }

            return FirstChange(row, width) % 2 == 0 ? CameraStatus.BytesSwapped : CameraStatus.DataShifted;
        }

        /// <summary>Whether the middles of the bars have their colours when the high byte of a pixel is the one given.</summary>
        private static bool AreBars(byte[] row, int width, int highByte)
        {
            bool straight = true;
            bool mirrored = true;
            for (int bar = 0; bar < Bars; bar++)
            {
                int pixel = (2 * bar + 1) * width / (2 * Bars);
                int high = row[2 * pixel + highByte];
                int low = row[2 * pixel + 1 - highByte];
                int colour = ((high & 0x80) >> 5) | ((high & 0x04) >> 1) | ((low & 0x10) >> 4);
                straight &= colour == Colours[bar];
                mirrored &= colour == Colours[Bars - 1 - bar];
            }

            return straight || mirrored;
        }

        /// <summary>The first byte that changes between the middles of the fourth and fifth bar: green and magenta either way
        /// round.</summary>
        private static int FirstChange(byte[] row, int width)
        {
            int at = (2 * Green + 1) * width / (2 * Bars) * 2 + 2;
            while (at < row.Length - 1)
            {
                int step = row[at] - row[at - 2];
                if (step > SmallestStep || step < -SmallestStep)
                {
                    break;
                }

                at++;
            }

            return at;
        }
    }
}
