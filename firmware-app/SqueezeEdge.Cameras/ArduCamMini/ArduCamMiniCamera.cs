// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras.ArduCam;
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Cameras.ArduCamMini
{
    /// <summary>An ArduCAM Mini 2MP or 2MP Plus: pictures over SPI, its OV2640 sensor set up over I2C.</summary>
    public sealed class ArduCamMiniCamera : ArduCamCamera
    {
        /// <summary>I2C address of the sensor, 7 bits.</summary>
        public const int SensorAddress = 0x30;

        /// <summary>How long exposure and white balance get to settle after the sensor was set up, in milliseconds.</summary>
        public const int SettleMilliseconds = 1000;

        private const byte Test = 0x00;
        private const byte FrameCount = 0x01;
        private const byte ResetControl = 0x07;

        private readonly Ov2640 _sensor;

        /// <param name="spi">The module: SPI mode 0, at most 8 MHz.</param>
        /// <param name="i2c">Its sensor, at <see cref="SensorAddress"/>.</param>
        /// <param name="clock">Time.</param>
        /// <param name="width">Pixels in a row, 16..400, cut to a multiple of four; a value outside becomes the nearest inside.</param>
        /// <param name="height">Rows, 16..296, treated alike. Another shape than 4:3 shows less of the field of view, undistorted.</param>
        /// <param name="burst">One of <see cref="MiniBurst"/>.</param>
        /// <param name="transferBytes">Largest SPI transfer, 16..16,384 bytes; a value outside becomes the nearest inside. Two buffers
        /// of this size are allocated here, none later.</param>
        /// <param name="mirror">Whether the sensor exchanges left and right.</param>
        /// <param name="upsideDown">Whether the sensor turns the picture by 180 degrees, for a module mounted upside down.</param>
        public ArduCamMiniCamera(
            ISpiBus spi,
            II2cBus i2c,
            IClock clock,
            int width = 320,
            int height = 240,
            int burst = MiniBurst.NoDummy,
            int transferBytes = DefaultTransferBytes,
            bool mirror = false,
            bool upsideDown = false
        )
            : base(
                new ArduChip(spi, clock, valueIndex: 1, transferBytes),
                clock,
                Size(width, Ov2640.LargestWidth),
                Size(height, Ov2640.LargestHeight),
                stateRegister: 0x41,
                doneMask: 0x08,
                lengthRegister: 0x42,
                lengthMask: 0x7FFFFF,
                firstBurstDummies: burst == MiniBurst.NoDummy ? 0 : 1,
                laterBurstDummies: burst == MiniBurst.DummyInEvery ? 1 : 0
            )
        {
            _sensor = new Ov2640(i2c, clock, mirror, upsideDown);
        }

        private protected override int Configure()
        {
            if (!Chip.Write(ResetControl, 0x80))
            {
                return CameraStatus.BusError;
            }

            Clock.Wait(100);
            if (!Chip.Write(ResetControl, 0x00))
            {
                return CameraStatus.BusError;
            }

            Clock.Wait(100);
            int status = CheckRegister(0x55);
            if (status == CameraStatus.Ok)
            {
                status = CheckRegister(0xAA);
            }

            if (status == CameraStatus.Ok)
            {
                status = _sensor.Identify();
            }

            if (status == CameraStatus.Ok)
            {
                status = _sensor.Configure(Width, Height);
            }

            if (status == CameraStatus.Ok)
            {
                Clock.Wait(SettleMilliseconds);
                status = Chip.Write(FrameCount, 0) ? CameraStatus.Ok : CameraStatus.BusError;
            }

            return status;
        }

        private protected override int CheckPattern()
        {
            if (_sensor.ShowColourBars() != CameraStatus.Ok)
            {
                return CameraStatus.TestMismatch;
            }

            int status = TakePattern();

            // Two rows: a dummy byte may be missing or too many in every burst but the first.
            byte[] row = new byte[RowBytes];
            for (int i = 0; i < 2 && status == CameraStatus.Ok; i++)
            {
                status = ReadPattern(row);
                if (status == CameraStatus.Ok)
                {
                    status = BarPattern.Check(row, Width);
                }
            }

            return status;
        }

        private static int Size(int size, int largest) =>
            (
                size < 16 ? 16
                : size > largest ? largest
                : size
            ) & ~3;

        private int CheckRegister(byte value)
        {
            if (!Chip.Write(Test, value))
            {
                return CameraStatus.BusError;
            }

            int read = Chip.Read(Test);
            return read < 0 ? CameraStatus.BusError
                : read == value ? CameraStatus.Ok
                : CameraStatus.TestMismatch;
        }
    }
}
