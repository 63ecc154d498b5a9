// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Firmware.Tests.Drivers
{
    /// <summary>An ArduCAM Mini 2MP as its two busses show it: the controller over SPI, the OV2640 over I2C.</summary>
    /// <remarks>After a reset the sensor does not answer for a while, and its pictures are no RGB565.</remarks>
    public sealed class SimulatedMini : SimulatedArduCam, II2cBus
    {
        private const long SensorResetMicroseconds = 50_000;

        private readonly SimulatedClock _clock;
        private readonly int _dummiesFirst;
        private readonly int _dummiesLater;
        private readonly byte[] _dsp = new byte[256];
        private readonly byte[] _sensor = new byte[256];
        private byte _test;
        private byte _reset;
        private byte _sensorRegister;
        private long _sensorReadyAt;
        private int _bank;
        private bool _isPicture;
        private bool _isBars;

        public SimulatedMini(SimulatedClock clock, int dummiesFirst = 0, int dummiesLater = 0)
            : base(clock, valueIndex: 1, frameMicroseconds: 130_000)
        {
            _clock = clock;
            _dummiesFirst = dummiesFirst;
            _dummiesLater = dummiesLater;
        }

        protected override int OversizeLength => 0x5FFFF;

        protected override bool ShowsPattern => _isBars;

        private int Width => 4 * _dsp[0x5A];

        private int Height => 4 * _dsp[0x5B];

        /// <summary>A register of the sensor, bank 0 being the DSP's.</summary>
        public byte Sensor(int bank, byte register) => Registers(bank)[register];

        public override void Reset()
        {
            base.Reset();
            _test = 0;
            ResetSensor();
        }

        public bool Write(byte[] data)
        {
            _clock.TransferI2c(data.Length);
            if (Fault == Fault.NoAcknowledge || Now < _sensorReadyAt)
            {
                return false;
            }

            _sensorRegister = data[0];
            if (data.Length == 2)
            {
                Registers(_bank)[data[0]] = data[1];
                _bank = data[0] == 0xFF ? data[1] & 1 : _bank;
                if (_bank == 1 && data[0] == 0x12 && data[1] == 0x80)
                {
                    ResetSensor();
                }
            }

            return true;
        }

        public bool Read(byte[] data)
        {
            _clock.TransferI2c(data.Length);
            bool identifies = _bank == 1 && (_sensorRegister == 0x0A || _sensorRegister == 0x0B);
            data[0] =
                !identifies ? Registers(_bank)[_sensorRegister]
                : _sensorRegister == 0x0B ? (byte)0x42
                : Fault == Fault.WrongId ? (byte)0x56
                : (byte)0x26;
            return Fault != Fault.NoAcknowledge;
        }

        protected override int Dummies(bool firstBurst) => firstBurst ? _dummiesFirst : _dummiesLater;

        protected override byte ReadRegister(byte register)
        {
            switch (register)
            {
                case 0x00:
                    return Fault == Fault.TestMismatch ? (byte)(_test ^ 0x01) : _test;
                case 0x40:
                    return 0x73;
                case 0x41:
                    return (byte)(IsDone ? 0x08 : 0x00);
                case 0x42:
                    return (byte)Length;
                case 0x43:
                    return (byte)(Length >> 8);
                case 0x44:
                    return (byte)(0x80 | (Length >> 16)); // the highest bit means nothing
                default:
                    return 0;
            }
        }

        protected override void WriteRegister(byte register, byte value)
        {
            if (register == 0x07)
            {
                if (value == 0x80)
                {
                    Reset();
                }

                _reset = value;
            }
            else if (_reset == 0 && register == 0x00)
            {
                _test = value;
            }
            else if (_reset == 0 && register == 0x04)
            {
                ControlFifo(value);
            }
        }

        protected override int Expose()
        {
            // Without RGB565 chosen and the DSP running it is some other picture.
            _isBars = (_sensor[0x12] & 0x02) != 0;
            _isPicture = _dsp[0xDA] == 0x08 && _dsp[0xE0] == 0 && _dsp[0x05] == 0 && _dsp[0xC2] != 0;
            return _isPicture ? Width * Height * 2 : 5000;
        }

        protected override byte Exposed(int index) =>
            !_isPicture ? (byte)0
            : _isBars ? BarByte(Turned(index))
            : See(Turned(index));

        /// <summary>The byte of the scene that the sensor puts at a place of the picture: register 04 mirrors (bit 7, set for an upright
        /// picture in this module) and flips (bit 6) it.</summary>
        private int Turned(int index)
        {
            int x = index / 2 % Width;
            int y = index / 2 / Width;
            x = (_sensor[0x04] & 0x80) == 0 ? Width - 1 - x : x;
            y = (_sensor[0x04] & 0x40) != 0 ? Height - 1 - y : y;
            return (y * Width + x) * 2 + index % 2;
        }

        /// <summary>A byte of the colour bars, dimmed by the sensor's processing and blurred where they meet.</summary>
        private byte BarByte(int index)
        {
            int column = index / 2 % Width;
            int bar = column * 8 / Width;
            int before = column == 0 ? bar : (column - 1) * 8 / Width;
            int pixel = (Colour(bar) >> 1 & 0x7BEF) + (Colour(before) >> 1 & 0x7BEF);
            return (byte)(index % 2 == 0 ? pixel >> 8 : pixel);
        }

        /// <summary>White, yellow, cyan, green, magenta, red, blue, black.</summary>
        private static int Colour(int bar) => ((bar & 2) == 0 ? 24 << 11 : 0) | ((bar & 4) == 0 ? 50 << 5 : 0) | ((bar & 1) == 0 ? 24 : 0);

        private byte[] Registers(int bank) => bank == 0 ? _dsp : _sensor;

        private void ResetSensor()
        {
            for (int i = 0; i < 256; i++)
            {
                _dsp[i] = 0;
                _sensor[i] = 0;
            }

            _bank = 0;
            _sensorReadyAt = Now + SensorResetMicroseconds;
        }
    }
}
