// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras.ArduCam;
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Cameras.ArduCamMega
{
    /// <summary>An ArduCAM Mega, 3MP or 5MP: SPI only, RGB565 frames.</summary>
    public sealed class ArduCamMegaCamera : ArduCamCamera
    {
        /// <summary>How long the module may stay busy after a configuration write, in milliseconds.</summary>
        public const int ConfigureTimeoutMilliseconds = 2000;

        private const byte TestData = 0x06;
        private const byte ResetControl = 0x07;
        private const byte SensorAddress = 0x0A;
        private const byte Format565 = 0x20;
        private const byte CaptureResolution = 0x21;
        private const byte SensorId = 0x40;
        private const byte State = 0x44;

        private const byte ResetModule = 0x40;
        private const byte Rgb565 = 0x02;
        private const byte SensorI2cAddress = 0x78;
        private const byte StateMask = 0x03;
        private const byte Idle = 0x02;
        private const byte CaptureDone = 0x04;
        private const byte LowestId = 0x81;
        private const byte HighestId = 0x87;
        private const byte NormalData = 0x01;
        private const byte CounterData = 0x81;

        private readonly int _resolution;

        /// <param name="bus">The module: SPI mode 0, at most 8 MHz.</param>
        /// <param name="clock">Time.</param>
        /// <param name="resolution">One of <see cref="MegaResolution"/>; any other value counts as
        /// <see cref="MegaResolution.Qvga"/>.</param>
        /// <param name="transferBytes">Largest SPI transfer, 16..16,384 bytes; a value outside becomes the nearest inside. Two buffers
        /// of this size are allocated here, none later.</param>
        public ArduCamMegaCamera(ISpiBus bus, IClock clock, int resolution = MegaResolution.Qvga, int transferBytes = DefaultTransferBytes)
            : base(
                new ArduChip(bus, clock, valueIndex: 2, transferBytes),
                clock,
                MegaResolution.Width(resolution),
                MegaResolution.Height(resolution),
                stateRegister: State,
                doneMask: CaptureDone,
                lengthRegister: 0x45,
                lengthMask: 0xFFFFFF,
                firstBurstDummies: 1,
                laterBurstDummies: 0
            )
        {
            _resolution = resolution < MegaResolution.Square96 || resolution > MegaResolution.Qvga ? MegaResolution.Qvga : resolution;
        }

        /// <summary>The module's identification, 0x81..0x87, or 0 before it was opened.</summary>
        public int ModuleId { get; private set; }

        private protected override int Configure()
        {
            ModuleId = 0;
            int status = WriteAndWait(ResetControl, ResetModule);
            if (status != CameraStatus.Ok)
            {
                return status;
            }

            int id = Chip.Read(SensorId);
            if (id < LowestId || id > HighestId)
            {
                return id < 0 ? CameraStatus.BusError : CameraStatus.WrongId;
            }

            int code = MegaResolution.Code(_resolution, id);
            if (code == MegaResolution.NotThere)
            {
                return CameraStatus.Resolution;
            }

            ModuleId = id;
            status = WriteAndWait(SensorAddress, SensorI2cAddress);
            if (status == CameraStatus.Ok)
            {
                status = WriteAndWait(Format565, Rgb565);
            }

            return status == CameraStatus.Ok ? WriteAndWait(CaptureResolution, (byte)code) : status;
        }

        private protected override int CheckPattern()
        {
            // The module may stay busy in its test mode; the pattern, if there is one, comes all the same.
            if (WriteAndWait(TestData, CounterData) == CameraStatus.BusError)
            {
                return CameraStatus.BusError;
            }

            byte[] counts = new byte[CounterPattern.Bytes];
            int status = TakePattern();
            if (status == CameraStatus.Ok)
            {
                status = ReadPattern(counts);
            }

            Chip.Write(TestData, NormalData);
            return status == CameraStatus.Ok ? CounterPattern.Check(counts, counts.Length) : status;
        }

        private int WriteAndWait(byte register, byte value)
        {
            if (!Chip.Write(register, value))
            {
                return CameraStatus.BusError;
            }

            Deadline.Start(ConfigureTimeoutMilliseconds);
            do
            {
                int state = Chip.Read(State);
                if (state < 0)
                {
                    return CameraStatus.BusError;
                }

                if ((state & StateMask) == Idle)
                {
                    return CameraStatus.Ok;
                }
            } while (Deadline.Wait());

            return CameraStatus.ConfigureTimeout;
        }
    }
}
