// SPDX-License-Identifier: MIT
using System;
using System.Device.I2c;
using Iot.Device.Ssd13xx;
using SqueezeEdge.App.Hardware;
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.App.Device
{
    /// <summary>An SSD1306 OLED of 128 x 64 pixels on the I2C bus: four lines of 16 characters.</summary>
    /// <remarks>The library sets the display up. It draws text pixel by pixel, though, and sends the screen when it is cleared and again
    /// when it is shown: 660,000 instructions of the interpreter a frame. Here only lines that changed are copied out of the font, column
    /// by column, and the screen is sent once, or not at all when nothing changed. No memory is taken after the first time.</remarks>
    public sealed class Ssd1306TextDisplay : ITextDisplay
    {
        /// <summary>Its I2C address, 7 bits, unless a jumper says otherwise.</summary>
        public const int Address = 0x3C;

        private const int Width = 128;

        /// <summary>Pages of a line, 8 rows of pixels each.</summary>
        private const int LinePages = 2;

        /// <summary>A control byte and the command that does nothing (SSD1306 datasheet, 9.1): asks for no more than an
        /// acknowledge.</summary>
        private static readonly byte[] NoOperation = { 0x00, 0xE3 };

        /// <summary>A control byte; horizontal addressing, columns 0..127, pages 0..7: the data that follows is the whole screen.</summary>
        private static readonly byte[] WholeScreen = { 0x00, 0x20, 0x00, 0x21, 0, 127, 0x22, 0, 7 };

        private static readonly string Empty = "";

        private readonly I2cDevice _device;
        private readonly II2cBus _bus;
        private readonly string[] _shown = { Empty, Empty, Empty, Empty };

        /// <summary>A control byte, then 128 bytes a page.</summary>
        private readonly byte[] _screen = new byte[1 + 4 * LinePages * Width];
        private bool _isSetUp;

        /// <param name="device">The display at <see cref="Address"/>, at most 400 kHz.</param>
        public Ssd1306TextDisplay(I2cDevice device)
        {
            _device = device;
            _bus = new I2cDeviceBus(device);
            _screen[0] = 0x40;
        }

        /// <inheritdoc/>
        public int Columns => Width / Font8x13.Columns;

        /// <inheritdoc/>
        public int Rows => _shown.Length;

        /// <inheritdoc/>
        public bool Show(string[] lines)
        {
            // The library does not look at acknowledges, and a display that was away has forgotten its settings.
            if (!_bus.Write(NoOperation))
            {
                _isSetUp = false;
                return false;
            }

            bool changed = false;
            if (!_isSetUp)
            {
                SetUp();
                changed = true;
            }

            for (int i = 0; i < _shown.Length; i++)
            {
                string text = i < lines.Length && lines[i] != null ? lines[i] : Empty;
                if (text != _shown[i])
                {
                    Draw(i, text);
                    _shown[i] = text;
                    changed = true;
                }
            }

            // What did not arrive is sent with everything else the next time.
            _isSetUp = !changed || (_bus.Write(WholeScreen) && _bus.Write(_screen));
            return _isSetUp;
        }

        private void SetUp()
        {
#if NANOFRAMEWORK_1_0
            new Ssd1306(_device, Ssd13xx.DisplayResolution.OLED128x64);
#else
            new Ssd1306(_device, Width, 8 * LinePages * Rows);
#endif
        }

        /// <summary>Puts a text, filled up with spaces, into the screen.</summary>
        private void Draw(int line, string text)
        {
            int upper = 1 + line * LinePages * Width;
            for (int i = 0; i < Columns; i++)
            {
                int glyph = Font8x13.Start(i < text.Length ? text[i] : ' ');
                Array.Copy(Font8x13.Glyphs, glyph, _screen, upper, Font8x13.Columns);
                Array.Copy(Font8x13.Glyphs, glyph + Font8x13.Columns, _screen, upper + Width, Font8x13.Columns);
                upper += Font8x13.Columns;
            }
        }
    }
}
