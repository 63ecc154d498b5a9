// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Firmware.Tests.Drivers
{
    /// <summary>What the simulated ArduCAM modules have in common: the SPI byte streams, a FIFO, the state of a capture, and their
    /// faults.</summary>
    /// <remarks>Written from the register facts of the vendor's documents, as the drivers are. Like the other simulations it is compiled
    /// for the device too (tests/SqueezeEdge.NanoFramework.Tests): C# 9 without generics, and no memory for the frame, which is
    /// computed byte by byte.</remarks>
    public abstract class SimulatedArduCam : CheckedSpiBus
    {
        private readonly SimulatedClock _clock;
        private readonly int _valueIndex;
        private readonly long _frameMicroseconds;
        private int _fifoLength;
        private int _position;
        private bool _firstBurst;
        private long _doneAt = long.MaxValue;
        private int _resets;

        /// <param name="clock">The time busses take and modules wait for.</param>
        /// <param name="valueIndex">The byte of a register read that holds the value.</param>
        /// <param name="frameMicroseconds">From the start of a capture to its end.</param>
        protected SimulatedArduCam(SimulatedClock clock, int valueIndex, long frameMicroseconds)
        {
            _clock = clock;
            _valueIndex = valueIndex;
            _frameMicroseconds = frameMicroseconds;
        }

        public Fault Fault { get; set; }

        /// <summary>Pictures taken so far; each differs from the others.</summary>
        public int Frames { get; private set; }

        public int LargestTransfer { get; private set; }

        /// <summary>A brown-out once that many more bytes were read from the FIFO; -1: never.</summary>
        public int ResetAfterBytes { get; set; } = -1;

        /// <summary>What stands before the camera: the bytes of a frame of the size it is set to. With any other count every
        /// picture is noise
        /// of its own.</summary>
        public byte[] Scene { get; set; } = new byte[0];

        protected long Now => _clock.Microseconds;

        /// <summary>Transfers over SPI so far.</summary>
        public int Transfers { get; private set; }

        protected bool IsDone =>
            Now >= _doneAt
            && Fault != Fault.NeverDone
            && !(Fault == Fault.PatternNeverDone && ShowsPattern)
            && !(Fault == Fault.PatternLost && ShowsPattern && _position > 0)
            && (Fault != Fault.DoneEverySecondReset || _resets % 2 == 0);

        protected int Length =>
            !IsDone || Fault == Fault.LengthZero ? 0
            : Fault == Fault.LengthShort ? _fifoLength - 2
            : Fault == Fault.PatternOfOtherLength && ShowsPattern ? 5000
            : Fault == Fault.LengthOversize ? OversizeLength
            : _fifoLength;

        protected abstract int OversizeLength { get; }

        /// <summary>A byte of picture <paramref name="frame"/>, the first being 1.</summary>
        public static byte PictureByte(int frame, int index)
        {
            // A multiplicative hash: neighbours, whole rows and the next picture all differ.
            uint mixed = ((uint)index + (uint)frame * 0x9E3779B1u) * 0x85EBCA6Bu;
            return (byte)((mixed ^ (mixed >> 15)) * 0xC2B2AE35u >> 24);
        }

        /// <summary>A brown-out: everything is as after power-up.</summary>
        public virtual void Reset()
        {
            _fifoLength = 0;
            _position = 0;
            _doneAt = long.MaxValue;
            _resets++;
        }

        protected override void Exchange(byte[] write, byte[] read, int length)
        {
            if (length < 2 || length > 16384)
            {
                throw new System.ArgumentOutOfRangeException(nameof(length));
            }

            LargestTransfer = length > LargestTransfer ? length : LargestTransfer;
            _clock.Transfer(length);
            Transfers++;
            if (Fault == Fault.TransferRefused)
            {
                throw new System.InvalidOperationException();
            }

            // What the device's runtime does with a transfer that fails: it says nothing, and the buffer keeps its bytes.
            if (Fault == Fault.TransferDropped || (Fault == Fault.TransferDroppedAtTimes && Transfers % 7 == 0))
            {
                return;
            }

            byte address = write[0];
            if (address >= 0x80)
            {
                WriteRegister((byte)(address & 0x7F), write[1]);
            }

            bool burst = address == 0x3C;
            int head = burst ? 1 + Dummies(_firstBurst) : length;
            for (int i = 0; i < length; i++)
            {
                read[i] =
                    Fault == Fault.StuckLow ? (byte)0x00
                    : Fault == Fault.StuckHigh ? (byte)0xFF
                    : i >= head ? NextOfFifo()
                    : burst ? (byte)0x77
                    : i == _valueIndex && address < 0x80 ? ReadRegister(address)
                    : (byte)0x5A; // what stands on the line before the value does
            }

            _firstBurst &= !burst;
        }

        protected abstract byte ReadRegister(byte register);

        protected abstract void WriteRegister(byte register, byte value);

        /// <summary>Bytes between the burst command and the data.</summary>
        protected abstract int Dummies(bool firstBurst);

        /// <summary>Takes picture number <see cref="Frames"/>.</summary>
        /// <returns>Its bytes.</returns>
        protected abstract int Expose();

        /// <summary>Whether what <see cref="Expose"/> took last is the test pattern.</summary>
        protected abstract bool ShowsPattern { get; }

        /// <summary>A byte of what <see cref="Expose"/> took.</summary>
        protected abstract byte Exposed(int index);

        /// <summary>Register 0x04.</summary>
        protected void ControlFifo(byte value)
        {
            if (value == 0x01)
            {
                _doneAt = long.MaxValue;
            }
            else if (value == 0x02)
            {
                Frames++;
                _fifoLength = Expose();
                _position = 0;
                _firstBurst = true;
                _doneAt = Now + _frameMicroseconds;
            }
        }

        /// <summary>What the sensor sees as picture number <see cref="Frames"/>.</summary>
        protected byte See(int index) => Scene.Length == _fifoLength && index < _fifoLength ? Scene[index] : PictureByte(Frames, index);

        private byte NextOfFifo()
        {
            if (ResetAfterBytes >= 0 && ResetAfterBytes-- == 0)
            {
                Reset();
            }

            if (_position >= _fifoLength)
            {
                return 0xEE;
            }

            int index = _position++;
            if (Fault == Fault.PatternUnknown && ShowsPattern)
            {
                return PictureByte(Frames, index);
            }

            return Exposed(
                Fault == Fault.ByteLost ? index + 1
                : Fault == Fault.BytesSwapped ? index ^ 1
                : index
            );
        }
    }
}
