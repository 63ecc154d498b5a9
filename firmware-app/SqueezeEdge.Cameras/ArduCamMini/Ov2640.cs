// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Cameras.ArduCamMini
{
    /// <summary>The OV2640 sensor: identification, and pictures of one size in RGB565.</summary>
    internal sealed class Ov2640
    {
        /// <summary>Largest picture: the sensor's 1600 x 1200 after its own reduction by four, in steps of four pixels.</summary>
        public const int LargestWidth = 400;

        /// <summary>See <see cref="LargestWidth"/>.</summary>
        public const int LargestHeight = 296;

        private const int SensorWidth = 1600;
        private const int SensorHeight = 1200;
        private const byte Bank = 0xFF;
        private const byte DspBank = 0;
        private const byte SensorBank = 1;

        // Register 04 of the sensor bank: mirror, upside down, and the row reference that belongs to the latter. The module's vendor
        // sets the mirror bit for an upright picture.
        private const byte Orientation = 0x04;
        private const byte Upright = 0xA8;
        private const byte MirrorBit = 0x80;
        private const byte FlipBits = 0x50;

        private readonly II2cBus _bus;
        private readonly IClock _clock;
        private readonly byte _orientation;
        private readonly byte[] _register = new byte[1];
        private readonly byte[] _pair = new byte[2];

        public Ov2640(II2cBus bus, IClock clock, bool mirror, bool upsideDown)
        {
            _bus = bus;
            _clock = clock;

            // Half a turn exchanges left and right as well as top and bottom.
            _orientation = (byte)((Upright ^ (mirror != upsideDown ? MirrorBit : 0)) | (upsideDown ? FlipBits : 0));
        }

        public int Identify()
        {
            if (!Write(Bank, SensorBank))
            {
                return CameraStatus.NoAcknowledge;
            }

            int high = Read(0x0A);
            int low = Read(0x0B);
            return high < 0 || low < 0 ? CameraStatus.NoAcknowledge
                : high == 0x26 && (low == 0x41 || low == 0x42) ? CameraStatus.Ok
                : CameraStatus.WrongId;
        }

        /// <summary>Resets the sensor and sets it up for the middle of its field of view, scaled to a size.</summary>
        public int Configure(int width, int height)
        {
            if (!Write(Bank, SensorBank) || !Write(0x12, 0x80))
            {
                return CameraStatus.NoAcknowledge;
            }

            _clock.Wait(100);
            return
                WriteRuns(Ov2640Settings.Runs) && Write(Bank, SensorBank) && Write(Orientation, _orientation) && WriteWindow(width, height)
                ? CameraStatus.Ok
                : CameraStatus.NoAcknowledge;
        }

        /// <summary>Replaces the picture by colour bars until the next reset (datasheet: COM7, bit 1).</summary>
        public int ShowColourBars() =>
            Write(Bank, SensorBank) && Write(0x12, 0x06) && Write(Bank, DspBank) ? CameraStatus.Ok : CameraStatus.NoAcknowledge;

        private bool WriteRuns(byte[] runs)
        {
            int at = 0;
            while (at < runs.Length)
            {
                byte register = runs[at];
                int count = runs[at + 1];
                at += 2;
                for (int i = 0; i < count; i++)
                {
                    if (!Write(register, runs[at++]))
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        private bool WriteWindow(int width, int height)
        {
            // The largest window of the picture's shape, in units of four pixels.
            bool wide = width * SensorHeight >= height * SensorWidth;
            int columns = (wide ? SensorWidth : SensorHeight * width / height) / 4;
            int rows = (wide ? SensorWidth * height / width : SensorHeight) / 4;

            // Offsets count single pixels.
            int left = SensorWidth / 2 - columns * 2;
            int top = SensorHeight / 2 - rows * 2;
            int high = ((rows >> 1) & 0x80) | ((top >> 4) & 0x70) | ((columns >> 5) & 0x08) | ((left >> 8) & 0x07);
            return Write(Bank, DspBank)
                && Write(0xE0, 0x04) // the output stands still while its size changes
                && Write(0xC0, SensorWidth / 8)
                && Write(0xC1, SensorHeight / 8)
                && Write(0x86, 0x3D)
                && Write(0x50, 0x92) // reduction by four both ways
                && Write(0x51, (byte)columns)
                && Write(0x52, (byte)rows)
                && Write(0x53, (byte)left)
                && Write(0x54, (byte)top)
                && Write(0x55, (byte)high)
                && Write(0x57, 0)
                && Write(0x5A, (byte)(width / 4))
                && Write(0x5B, (byte)(height / 4))
                && Write(0x5C, 0)
                && Write(0xD3, 0x04)
                && Write(0xDA, 0x08) // RGB565, high byte first
                && Write(0xD7, 0x03)
                && Write(0xE0, 0x00)
                && Write(0x05, 0x00);
        }

        private bool Write(byte register, byte value)
        {
            _pair[0] = register;
            _pair[1] = value;

            // No pause: a write takes 0.3 ms at 100 kHz, and the shortest one here, a tick of 10 ms, would make 2 s of the table.
            return _bus.Write(_pair);
        }

        private int Read(byte register)
        {
            // The sensor's bus knows no repeated start: the address and the value are two transfers.
            _register[0] = register;
            return _bus.Write(_register) && _bus.Read(_register) ? _register[0] : -1;
        }
    }
}
