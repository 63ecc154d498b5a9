// SPDX-License-Identifier: MIT
using System;
using System.Device.Gpio;
using System.Device.I2c;
using System.Device.Spi;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;
using SqueezeEdge.App.Configuration;
using SqueezeEdge.App.Frames;
using SqueezeEdge.App.Hardware;
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ArduCam;
using SqueezeEdge.Cameras.ArduCamMega;
using SqueezeEdge.Cameras.ArduCamMini;
using SqueezeEdge.Cameras.ColourBars;
using SqueezeEdge.Cameras.Hardware;
using SqueezeEdge.Cameras.StoredFrame;

namespace SqueezeEdge.App.Device
{
    /// <summary>A board with an ESP32 and the parts its configuration names.</summary>
    public sealed class Esp32Board : IBoard
    {
        private const int Bus = 1;
        private const int SpiHertz = 8000000;

        /// <summary>Bytes of an SPI transfer to a camera: four rows of 320 pixels and what precedes them, so that a band takes four
        /// transfers. A camera keeps two buffers of this size.</summary>
        public const int TransferBytes = 4 * 2 * 320 + ArduCamCamera.BurstHeadBytes;

        private readonly BoardConfiguration _configuration;
        private GpioController _pins;
        private ISpiBus _spi;
        private bool _i2cIsWired;
        private ITextDisplay _display;

        /// <param name="configuration">What is connected, and where.</param>
        public Esp32Board(BoardConfiguration configuration) => _configuration = configuration;

        /// <inheritdoc/>
        public string Name => _configuration.Name;

        /// <inheritdoc/>
        public string[] ClassPins => _configuration.ClassPins;

        /// <inheritdoc/>
        public int FreeManagedBytes => (int)nanoFramework.Runtime.Native.GC.Run(false);

        /// <inheritdoc/>
        public int FreeInternalBytes
        {
            get
            {
                NativeMemory.GetMemoryInfo(NativeMemory.MemoryType.Internal, out uint _, out uint free, out uint _);
                return (int)free;
            }
        }

        /// <inheritdoc/>
        public int LargestInternalBlock
        {
            get
            {
                NativeMemory.GetMemoryInfo(NativeMemory.MemoryType.Internal, out uint _, out uint _, out uint largest);
                return (int)largest;
            }
        }

        /// <inheritdoc/>
        public int CpuMHz => _configuration.CpuMHz;

        /// <inheritdoc/>
        public int MaxSecondsPerFrame => _configuration.MaxSecondsPerFrame;

        /// <inheritdoc/>
        public int RestartAfterFailures => _configuration.RestartAfterFailures;

        /// <inheritdoc/>
        public void Restart() => Power.RebootDevice(RebootOption.NormalReboot);

        /// <inheritdoc/>
        public ICamera CreateCamera(int width, int height)
        {
            switch (_configuration.Camera)
            {
                case CameraName.ArduCamMega:
                    int resolution =
                        height <= 96 ? MegaResolution.Square96
                        : height <= 128 ? MegaResolution.Square128
                        : MegaResolution.Qvga;
                    return new ArduCamMegaCamera(OpenSpi(), new SystemClock(), resolution, TransferBytes);
                case CameraName.ArduCamMini:
                    return new ArduCamMiniCamera(
                        OpenSpi(),
                        new I2cDeviceBus(OpenI2c(ArduCamMiniCamera.SensorAddress, false)),
                        new SystemClock(),
                        width,
                        height,
                        _configuration.MiniBurst,
                        TransferBytes,
                        _configuration.Mirror,
                        _configuration.UpsideDown
                    );
                case CameraName.ColourBars:
                    return new ColourBarCamera(width, height);
                case CameraName.StoredFrame:
                case CameraName.None:
                    return new StoredFrameCamera(new AnkleBoot());
                default:
                    // The build refuses such a name; a stored picture in its place would hide the mistake for ever.
                    throw new NotSupportedException();
            }
        }

        /// <inheritdoc/>
        public ITextDisplay OpenDisplay()
        {
            if (_display == null && _configuration.HasDisplay)
            {
                _display = new Ssd1306TextDisplay(OpenI2c(Ssd1306TextDisplay.Address, true));
            }

            return _display;
        }

        /// <inheritdoc/>
        public IOutputPin OpenPin(int number)
        {
            _pins = _pins ?? new GpioController();
            return new GpioOutputPin(_pins, number);
        }

        /// <summary>The camera's bus, opened once: a second device on the same pin would be refused after the rest of a camera
        /// failed.</summary>
        private ISpiBus OpenSpi()
        {
            if (_spi != null)
            {
                return _spi;
            }

            nanoFramework.Hardware.Esp32.Configuration.SetPinFunction(_configuration.Sck, DeviceFunction.SPI1_CLOCK);
            nanoFramework.Hardware.Esp32.Configuration.SetPinFunction(_configuration.Miso, DeviceFunction.SPI1_MISO);
            nanoFramework.Hardware.Esp32.Configuration.SetPinFunction(_configuration.Mosi, DeviceFunction.SPI1_MOSI);
            SpiConnectionSettings settings = new SpiConnectionSettings(Bus, _configuration.Cs);
            settings.ClockFrequency = SpiHertz;
            settings.Mode = SpiMode.Mode0;
            _spi = new SpiDeviceBus(SpiDevice.Create(settings));
            return _spi;
        }

        /// <summary>A device on the I2C bus.</summary>
        /// <param name="address">Its address, 7 bits.</param>
        /// <param name="fast">400 kHz, which an SSD1306 allows, or 100 kHz, which camera sensors allow for certain.</param>
        private I2cDevice OpenI2c(int address, bool fast)
        {
            if (!_i2cIsWired)
            {
                nanoFramework.Hardware.Esp32.Configuration.SetPinFunction(_configuration.Sda, DeviceFunction.I2C1_DATA);
                nanoFramework.Hardware.Esp32.Configuration.SetPinFunction(_configuration.Scl, DeviceFunction.I2C1_CLOCK);
                _i2cIsWired = true;
            }

            // The desktop's library leaves the speed to the system.
#if NANOFRAMEWORK_1_0
            return I2cDevice.Create(new I2cConnectionSettings(Bus, address, fast ? I2cBusSpeed.FastMode : I2cBusSpeed.StandardMode));
#else
            return I2cDevice.Create(new I2cConnectionSettings(Bus, address));
#endif
        }
    }
}
