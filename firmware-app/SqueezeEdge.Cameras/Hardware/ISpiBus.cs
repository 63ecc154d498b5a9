// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras.Hardware
{
    /// <summary>One SPI device: mode 0, at most 8 MHz, its chip select asserted for exactly one transfer.</summary>
    public interface ISpiBus
    {
        /// <summary>Clocks out <paramref name="length"/> bytes (1..16,384) of <paramref name="write"/> while as many come in
        /// at the start of <paramref name="read"/>.</summary>
        /// <returns>False where the transfer did not take place; the bytes of <paramref name="read"/> are worthless then.</returns>
        bool Transfer(byte[] write, byte[] read, int length);
    }
}
