// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Cameras.ArduCam
{
    /// <summary>What ArduCAM modules have in common: a frame is taken into a FIFO, reported as done with its length, and read in
    /// bursts.</summary>
    public abstract class ArduCamCamera : ICamera, ITransferCheck
    {
        /// <summary>Largest SPI transfer made unless told otherwise, in bytes: six rows of 320 pixels and what precedes them.</summary>
        public const int DefaultTransferBytes = 4096;

        /// <summary>Bytes of a burst before its data, at most: the command and a dummy byte. A transfer buffer that holds whole rows
        /// and these does not need another transfer for the last few bytes.</summary>
        public const int BurstHeadBytes = 2;

        /// <summary>Bytes the controller may add after the last row; they are not read.</summary>
        private const int SurplusBytes = 64;

        private const byte FifoControl = 0x04;
        private const byte ClearDone = 0x01;
        private const byte StartCapture = 0x02;
        private const byte Identification = 0x40;

        private readonly byte _stateRegister;
        private readonly byte _doneMask;
        private readonly byte _lengthRegister;
        private readonly int _lengthMask;
        private readonly int _firstBurstDummies;
        private readonly int _laterBurstDummies;
        private bool _open;
        private bool _firstBurst;
        private int _captureTimeoutMilliseconds = 3000;

        private protected ArduCamCamera(
            ArduChip chip,
            IClock clock,
            int width,
            int height,
            byte stateRegister,
            byte doneMask,
            byte lengthRegister,
            int lengthMask,
            int firstBurstDummies,
            int laterBurstDummies
        )
        {
            Chip = chip;
            Clock = clock;
            Deadline = new Deadline(clock);
            Width = width;
            Height = height;
            _stateRegister = stateRegister;
            _doneMask = doneMask;
            _lengthRegister = lengthRegister;
            _lengthMask = lengthMask;
            _firstBurstDummies = firstBurstDummies;
            _laterBurstDummies = laterBurstDummies;
        }

        /// <inheritdoc/>
        public int Width { get; }

        /// <inheritdoc/>
        public int Height { get; }

        /// <inheritdoc/>
        public int RowBytes => Width * 2;

        /// <inheritdoc/>
        public int Format => PixelFormat.Rgb565HighByteFirst;

        /// <inheritdoc/>
        public int RowsLeft { get; private set; }

        /// <summary>How long a frame may take, 1..60,000 ms; a value outside becomes the nearest inside. 3,000 at first: exposures in
        /// the dark take several frame times.</summary>
        public int CaptureTimeoutMilliseconds
        {
            get => _captureTimeoutMilliseconds;
            set =>
                _captureTimeoutMilliseconds =
                    value < 1 ? 1
                    : value > 60000 ? 60000
                    : value;
        }

        private protected ArduChip Chip { get; }

        private protected IClock Clock { get; }

        private protected Deadline Deadline { get; }

        /// <inheritdoc/>
        public int Open()
        {
            _open = false;
            RowsLeft = 0;
            int status = Diagnose(Configure());
            _open = status == CameraStatus.Ok;
            return status;
        }

        /// <inheritdoc/>
        public int Capture()
        {
            RowsLeft = 0;
            if (!_open)
            {
                int opened = Open();
                if (opened != CameraStatus.Ok)
                {
                    return opened;
                }
            }

            int status = Diagnose(TakeFrame());
            if (status == CameraStatus.Ok)
            {
                RowsLeft = Height;
            }

            return status;
        }

        /// <inheritdoc/>
        public int ReadRows(byte[] buffer, int offset, int rowCount)
        {
            int status = RowBand.Check(this, buffer, offset, rowCount);
            if (status != CameraStatus.Ok)
            {
                return status;
            }

            status = Diagnose(ReadFrame(buffer, offset, rowCount * RowBytes));
            RowsLeft = status == CameraStatus.Ok ? RowsLeft - rowCount : 0;
            return status;
        }

        /// <inheritdoc/>
        public int CheckTransfer()
        {
            int status = Open();
            if (status == CameraStatus.Ok)
            {
                status = Diagnose(CheckPattern());
            }

            // Whatever happened, a module that goes on sending its pattern must not be taken for a camera.
            _open = false;
            return status;
        }

        /// <summary>Resets, identifies and configures the module.</summary>
        private protected abstract int Configure();

        /// <summary>Makes the open module send its pattern, reads as much of it as is needed and checks that.</summary>
        /// <returns>Ok, DataShifted, BytesSwapped, TestMismatch or BusError.</returns>
        private protected abstract int CheckPattern();

        /// <summary>Captures the pattern. A module may never report it as done, or with another length than a picture's.</summary>
        private protected int TakePattern()
        {
            int status = Expose();
            return status == CameraStatus.CaptureTimeout ? CameraStatus.TestMismatch : status;
        }

        /// <summary>Reads the next bytes of the pattern.</summary>
        private protected int ReadPattern(byte[] buffer) => ReadFifo(buffer, 0, buffer.Length) ? CameraStatus.Ok : CameraStatus.BusError;

        /// <summary>Captures a frame, waits for it and checks its length.</summary>
        private int TakeFrame()
        {
            int status = Expose();
            return status == CameraStatus.Ok ? CheckLength() : status;
        }

        /// <summary>Fills the FIFO and waits until that is done.</summary>
        private int Expose()
        {
            if (!Chip.Write(FifoControl, ClearDone) || !Chip.Write(FifoControl, StartCapture))
            {
                return CameraStatus.BusError;
            }

            Deadline.Start(CaptureTimeoutMilliseconds);
            int state = Chip.Read(_stateRegister);
            while (state >= 0 && !IsDone(state))
            {
                if (!Deadline.Wait())
                {
                    return CameraStatus.CaptureTimeout;
                }

                state = Chip.Read(_stateRegister);
            }

            _firstBurst = true;
            return state < 0 ? CameraStatus.BusError : CameraStatus.Ok;
        }

        /// <summary>Reads the next bytes of the frame and makes sure the module still had it afterwards.</summary>
        private int ReadFrame(byte[] buffer, int offset, int count)
        {
            if (!ReadFifo(buffer, offset, count))
            {
                return CameraStatus.BusError;
            }

            int state = Chip.Read(_stateRegister);
            return state < 0 ? CameraStatus.BusError
                : IsDone(state) ? CameraStatus.Ok
                : CameraStatus.FrameLost;
        }

        private bool ReadFifo(byte[] buffer, int offset, int count)
        {
            int dummies = _firstBurst ? _firstBurstDummies : _laterBurstDummies;
            _firstBurst = false;
            return Chip.ReadFifo(dummies, _laterBurstDummies, buffer, offset, count);
        }

        /// <summary>Replaces a failure by its cause where the bus itself is dead, and makes the next capture start with a reset.</summary>
        private int Diagnose(int status)
        {
            if (status == CameraStatus.Ok)
            {
                return status;
            }

            _open = false;
            switch (Chip.Read(Identification))
            {
                case -1:
                    return CameraStatus.BusError;
                case 0x00:
                    return CameraStatus.BusStuckLow;
                case 0xFF:
                    return CameraStatus.BusStuckHigh;
                default:
                    return status;
            }
        }

        private int CheckLength()
        {
            int length = Chip.ReadLength(_lengthRegister);
            if (length < 0)
            {
                return CameraStatus.BusError;
            }

            length &= _lengthMask;
            int frame = RowBytes * Height;
            return length == 0 ? CameraStatus.LengthZero
                : length < frame ? CameraStatus.LengthShort
                : length > frame + SurplusBytes ? CameraStatus.LengthOversize
                : CameraStatus.Ok;
        }

        // A data line held high has every bit set, the done bit too.
        private bool IsDone(int state) => state != 0xFF && (state & _doneMask) != 0;
    }
}
