// SPDX-License-Identifier: MIT
using System;
using System.Device.I2c;

namespace SqueezeEdge.Cameras.Hardware
{
    /// <summary>A board's I2C device, opened by the application.</summary>
    public sealed class I2cDeviceBus : II2cBus
    {
        private readonly I2cDevice _device;

        /// <summary>Uses <paramref name="device"/>, which stays the caller's to dispose of.</summary>
        public I2cDeviceBus(I2cDevice device) => _device = device;

        /// <inheritdoc/>
        public bool Write(byte[] data)
        {
            try
            {
                // The device reports a missing acknowledge as a result, the desktop's library as an exception.
#if NANOFRAMEWORK_1_0
                return _device.Write(data).Status == I2cTransferStatus.FullTransfer;
#else
                _device.Write(data);
                return true;
#endif
            }
            catch (Exception)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public bool Read(byte[] data)
        {
            try
            {
#if NANOFRAMEWORK_1_0
                return _device.Read(data).Status == I2cTransferStatus.FullTransfer;
#else
                _device.Read(data);
                return true;
#endif
            }
            catch (Exception)
            {
                return false;
            }
        }
    }
}
