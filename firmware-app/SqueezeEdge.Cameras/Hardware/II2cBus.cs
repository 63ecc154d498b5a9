// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras.Hardware
{
    /// <summary>One I2C device, its address chosen when the bus was opened. Camera sensors allow 100 kHz for certain.</summary>
    public interface II2cBus
    {
        /// <summary>Sends all of <paramref name="data"/>.</summary>
        /// <returns>False where the device did not acknowledge.</returns>
        bool Write(byte[] data);

        /// <summary>Fills <paramref name="data"/>.</summary>
        /// <returns>False where the device did not acknowledge.</returns>
        bool Read(byte[] data);
    }
}
