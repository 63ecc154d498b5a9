// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Firmware.Tests.Drivers
{
    /// <summary>An ArduCAM Mega as its SPI bus shows it.</summary>
    /// <remarks>It has the traits drivers trip over: values come with the second byte after the address, the first burst of a frame begins
    /// with a dummy byte, writes to a busy sensor are lost, and after a reset it takes JPEG pictures.</remarks>
    public sealed class SimulatedMega : SimulatedArduCam
    {
        private const long ResetMicroseconds = 150_000;
        private const long ConfigureMicroseconds = 40_000;
        private const int FirstCount = 123_456;

        private readonly byte _id;
        private byte _format;
        private byte _resolution;
        private byte _testData;
        private long _busyUntil;
        private bool _counts;
        private bool _isPicture;

        public SimulatedMega(SimulatedClock clock, byte id = 0x86)
            : base(clock, valueIndex: 2, frameMicroseconds: 180_000) => _id = id;

        protected override int OversizeLength => 8_390_520;

        protected override bool ShowsPattern => _counts;

        private bool IsBusy => Now < _busyUntil || Fault == Fault.NeverIdle;

        public override void Reset()
        {
            base.Reset();
            _format = 0;
            _resolution = 0;
            _testData = 0x01;
            _busyUntil = Now + ResetMicroseconds;
        }

        protected override int Dummies(bool firstBurst) => firstBurst ? 1 : 0;

        protected override byte ReadRegister(byte register)
        {
            switch (register)
            {
                case 0x40:
                    return Fault == Fault.WrongId ? (byte)0x26 : _id;
                case 0x44:
                    return (byte)((IsBusy ? 0x01 : 0x02) | (IsDone ? 0x04 : 0x00));
                case 0x45:
                    return (byte)Length;
                case 0x46:
                    return (byte)(Length >> 8);
                case 0x47:
                    return (byte)(Length >> 16);
                default:
                    return 0;
            }
        }

        protected override void WriteRegister(byte register, byte value)
        {
            if (register == 0x07 && (value & 0x40) != 0)
            {
                Reset();
            }
            else if (!IsBusy)
            {
                switch (register)
                {
                    case 0x04:
                        ControlFifo(value);
                        break;
                    case 0x06:
                        _testData = value;
                        break;
                    case 0x20:
                        _format = value;
                        _busyUntil = Now + ConfigureMicroseconds;
                        break;
                    case 0x21:
                        _resolution = value;
                        _busyUntil = Now + ConfigureMicroseconds;
                        break;
                }
            }
        }

        protected override int Expose()
        {
            _counts = _testData == 0x81;
            _isPicture = _format == 2;
            return _counts || _isPicture ? Pixels() * 2 : 5000;
        }

        protected override byte Exposed(int index) =>
            _counts ? CounterByte(index)
            : _isPicture ? See(index)
            : (byte)0;

        private static byte CounterByte(int index) => (byte)(FirstCount + index / 4 >> (24 - 8 * (index & 3)));

        private int Pixels()
        {
            bool newer = _id >= 0x85;
            if (_resolution == (newer ? 0 : 0x0A))
            {
                return 96 * 96;
            }

            if (_resolution == (newer ? 1 : 0x0B))
            {
                return 128 * 128;
            }

            if (_resolution == (newer ? 3 : 1))
            {
                return 320 * 240;
            }

            return newer && _resolution == 2 ? 160 * 120 : 640 * 480;
        }
    }
}
