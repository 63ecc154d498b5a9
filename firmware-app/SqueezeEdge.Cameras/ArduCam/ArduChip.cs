// SPDX-License-Identifier: MIT
using System;
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Cameras.ArduCam
{
    /// <summary>Register and FIFO access of the controller chip on ArduCAM modules: the byte streams, without their meaning.</summary>
    internal sealed class ArduChip
    {
        /// <summary>What one SPI transfer may carry on the device.</summary>
        public const int LargestTransfer = 16384;

        private const byte WriteFlag = 0x80;
        private const byte BurstRead = 0x3C;

        private readonly ISpiBus _bus;
        private readonly IClock _clock;
        private readonly int _valueIndex;
        private readonly byte[] _write;
        private readonly byte[] _read;

        /// <param name="bus">The module.</param>
        /// <param name="clock">Time.</param>
        /// <param name="valueIndex">Which byte of a register read holds the value: 1, or 2 where a dummy byte precedes it.</param>
        /// <param name="transferBytes">Largest transfer to make, command included, brought into 16..<see cref="LargestTransfer"/>.</param>
        public ArduChip(ISpiBus bus, IClock clock, int valueIndex, int transferBytes)
        {
            _bus = bus;
            _clock = clock;
            _valueIndex = valueIndex;
            transferBytes =
                transferBytes < 16 ? 16
                : transferBytes > LargestTransfer ? LargestTransfer
                : transferBytes;
            _write = new byte[transferBytes];
            _read = new byte[transferBytes];
        }

        /// <summary>Writes a register and gives the chip the millisecond it needs to act on it.</summary>
        public bool Write(byte register, byte value)
        {
            _write[0] = (byte)(register | WriteFlag);
            _write[1] = value;
            bool sent = _bus.Transfer(_write, _read, 2);
            _clock.Wait(1);
            return sent;
        }

        /// <summary>The value of a register, or -1 where the bus refused.</summary>
        public int Read(byte register)
        {
            _write[0] = register;
            _write[1] = 0;
            _write[2] = 0;
            return _bus.Transfer(_write, _read, _valueIndex + 1) ? _read[_valueIndex] : -1;
        }

        /// <summary>The value of three registers in a row, lowest byte first, or -1 where the bus refused.</summary>
        public int ReadLength(byte register)
        {
            int length = 0;
            for (int i = 0; i < 3; i++)
            {
                int part = Read((byte)(register + i));
                if (part < 0)
                {
                    return -1;
                }

                length |= part << (8 * i);
            }

            return length;
        }

        /// <summary>The next bytes of the FIFO.</summary>
        /// <param name="dummies">Bytes to skip at the start of the first burst.</param>
        /// <param name="laterDummies">Bytes to skip at the start of each further one.</param>
        /// <param name="buffer">Receives the bytes.</param>
        /// <param name="offset">Where the first one goes.</param>
        /// <param name="count">How many.</param>
        public bool ReadFifo(int dummies, int laterDummies, byte[] buffer, int offset, int count)
        {
            while (count > 0)
            {
                int head = 1 + dummies;

                // Whole pixels: a transfer that ends inside one would make a lost byte harder to see.
                int room = (_write.Length - head) & ~1;
                int part = count < room ? count : room;
                _write[0] = BurstRead;
                _write[1] = 0; // what register accesses left there
                _write[2] = 0;
                if (!_bus.Transfer(_write, _read, head + part))
                {
                    return false;
                }

                Array.Copy(_read, head, buffer, offset, part);
                offset += part;
                count -= part;
                dummies = laterDummies;
            }

            return true;
        }
    }
}
