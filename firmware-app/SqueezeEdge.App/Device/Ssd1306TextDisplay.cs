// SPDX-License-Identifier: MIT
using System.Device.I2c;
using Iot.Device.Ssd13xx;
using SqueezeEdge.App.Hardware;
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.App.Device
{
    /// <summary>An SSD1306 OLED of 128 x 64 pixels on the I2C bus: four lines of 16 characters.</summary>
    public sealed class Ssd1306TextDisplay : ITextDisplay
    {
        /// <summary>Pixels from one line to the next.</summary>
        private const int LineHeight = 16;

        /// <summary>A control byte and the command that does nothing (SSD1306 datasheet, 9.1): asks for no more than an acknowledge.</summary>
        private static readonly byte[] NoOperation = { 0x00, 0xE3 };

        private readonly I2cDevice _device;
        private readonly II2cBus _bus;
        private Ssd1306 _display;

        /// <param name="device">The display at <see cref="Ssd1306.DefaultI2cAddress"/>.</param>
        public Ssd1306TextDisplay(I2cDevice device)
            : this(device, new I2cDeviceBus(device)) { }

        internal Ssd1306TextDisplay(I2cDevice device, II2cBus bus)
        {
            _device = device;
            _bus = bus;
        }

        /// <inheritdoc/>
        public int Columns => 16;

        /// <inheritdoc/>
        public int Rows => 4;

        /// <inheritdoc/>
        public bool Show(string[] lines)
        {
            // The library does not look at acknowledges, and a display that was away has forgotten its settings.
            if (!_bus.Write(NoOperation))
            {
                _display = null;
                return false;
            }

            if (_display == null)
            {
                _display = new Ssd1306(_device, Ssd13xx.DisplayResolution.OLED128x64);
                _display.Font = new Font8x13();
            }

            _display.ClearScreen();
            for (int i = 0; i < lines.Length && i < Rows; i++)
            {
                if (lines[i] != null && lines[i].Length > 0)
                {
                    _display.DrawString(0, i * LineHeight, lines[i]);
                }
            }

            _display.Display();
            return true;
        }
    }
}
