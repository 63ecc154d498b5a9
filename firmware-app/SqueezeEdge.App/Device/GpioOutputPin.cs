// SPDX-License-Identifier: MIT
using System.Device.Gpio;
using SqueezeEdge.App.Hardware;

namespace SqueezeEdge.App.Device
{
    /// <summary>A pin of the board.</summary>
    public sealed class GpioOutputPin : IOutputPin
    {
        private readonly GpioController _controller;
        private readonly int _number;

        /// <param name="controller">The board's pins.</param>
        /// <param name="number">GPIO number.</param>
        public GpioOutputPin(GpioController controller, int number)
        {
            _controller = controller;
            _number = number;
            controller.OpenPin(number, PinMode.Output);
            Write(false);
        }

        /// <inheritdoc/>
        public void Write(bool high) => _controller.Write(_number, high ? PinValue.High : PinValue.Low);
    }
}
