// SPDX-License-Identifier: MIT
namespace System.Device.Gpio
{
    public enum PinMode
    {
        Output = 3,
    }

    public struct PinValue
    {
        public static PinValue High => throw null;

        public static PinValue Low => throw null;
    }

    public class GpioPin { }

    public sealed class GpioController : IDisposable
    {
        public extern GpioController();

        public extern GpioPin OpenPin(int pinNumber, PinMode mode);

        public extern void Write(int pinNumber, PinValue value);

        public extern void Dispose();
    }
}
