// SPDX-License-Identifier: MIT
using System;

namespace SqueezeEdge.Cameras.Hardware
{
    /// <summary>Notices a transfer that did not take place. The device's runtime drops the result of a failed transfer: nothing is
    /// thrown and the receive buffer keeps its old bytes, which would be taken for an answer of the module.</summary>
    /// <remarks>Up to four bytes of the receive buffer (the first, the last and two between) are inverted before the transfer. Where
    /// none of them changed, nothing was received. An answer that happens to equal all inverted bytes is taken for a failure too. What
    /// comes in during the command byte is the same in nearly every transfer and so differs from its inverse; where it is noise, an
    /// answer of n bytes is mistaken once in 2^(8 n) transfers, n being at most 4.</remarks>
    public abstract class CheckedSpiBus : ISpiBus
    {
        private const int OtherMark = 0x0F;

        /// <inheritdoc/>
        public bool Transfer(byte[] write, byte[] read, int length)
        {
            int last = length - 1;
            int second = last / 3;
            int third = last - second;

            // Of a short transfer some of the four places are the same: all are read before one is written.
            byte a = read[0];
            byte b = read[second];
            byte c = read[third];
            byte d = read[last];
            read[0] = (byte)~a;
            read[second] = (byte)~b;
            read[third] = (byte)~c;
            read[last] = (byte)~d;
            bool received;
            try
            {
                Exchange(write, read, length);
                received = read[0] != (byte)~a || read[second] != (byte)~b || read[third] != (byte)~c || read[last] != (byte)~d;
            }
            catch (Exception)
            {
                // The device's driver throws plain Exception as well as its own types; the message is empty there.
                received = false;
            }

            if (!received)
            {
                // The next transfer inverts these: neither the answer before the failure nor one that was mistaken is mistaken then.
                read[0] = (byte)(a ^ OtherMark);
                read[second] = (byte)(b ^ OtherMark);
                read[third] = (byte)(c ^ OtherMark);
                read[last] = (byte)(d ^ OtherMark);
            }

            return received;
        }

        /// <summary>Makes the transfer. It may fail without a word and leave <paramref name="read"/> as it was, or throw.</summary>
        /// <param name="write">Its first bytes are clocked out.</param>
        /// <param name="read">Its first bytes are received.</param>
        /// <param name="length">How many, 1..16,384.</param>
        protected abstract void Exchange(byte[] write, byte[] read, int length);
    }
}
