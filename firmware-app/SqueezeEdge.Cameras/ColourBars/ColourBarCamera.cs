// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras.ColourBars
{
    /// <summary>Eight vertical bars, white, yellow, cyan, green, magenta, red, blue, black, in place of a camera: for trying what
    /// comes after one, a display's colours first.</summary>
    /// <remarks>In row r of frame f (the first is 1) the pixel (r + f - 1) mod Width is inverted, so that rows that are lost,
    /// repeated or of another frame show.</remarks>
    public sealed class ColourBarCamera : ReplayCamera
    {
        private const int Bars = 8;

        // 565 values of the bars; each colour is one bit of the bar's number taken away from white.
        private const int Red = 0xF800;
        private const int Green = 0x07E0;
        private const int Blue = 0x001F;

        private int _frame;

        /// <param name="width">Pixels in a row, 1..4096; a value outside becomes the nearest inside.</param>
        /// <param name="height">Rows, 1..4096; a value outside becomes the nearest inside.</param>
        public ColourBarCamera(int width, int height)
            : base(Clamp(width), Clamp(height)) { }

        /// <inheritdoc/>
        public override int Open()
        {
            _frame = 0;
            return base.Open();
        }

        /// <inheritdoc/>
        public override int Capture()
        {
            // Only its place among the columns matters; counting on would overflow one day.
            _frame = _frame % Width + 1;
            return base.Capture();
        }

        private protected override void WriteRow(byte[] buffer, int offset, int row)
        {
            int marked = (row + _frame - 1) % Width;
            for (int x = 0; x < Width; x++)
            {
                int bar = x * Bars / Width;
                int pixel = ((bar & 2) == 0 ? Red : 0) | ((bar & 4) == 0 ? Green : 0) | ((bar & 1) == 0 ? Blue : 0);
                if (x == marked)
                {
                    pixel = ~pixel;
                }

                buffer[offset + 2 * x] = (byte)(pixel >> 8);
                buffer[offset + 2 * x + 1] = (byte)pixel;
            }
        }

        private static int Clamp(int size) =>
            size < 1 ? 1
            : size > 4096 ? 4096
            : size;
    }
}
