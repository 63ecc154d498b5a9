// SPDX-License-Identifier: MIT
namespace nanoFramework.Hardware.Esp32;

/// <summary>Stands in for nanoFramework.Hardware.Esp32: remembers what each pin was chosen for.</summary>
public static class Configuration
{
    /// <summary>The functions chosen so far, by pin.</summary>
    public static IDictionary<int, DeviceFunction> Chosen { get; } = new Dictionary<int, DeviceFunction>();

    /// <summary>Chooses what a pin is for.</summary>
    /// <param name="pin">GPIO number.</param>
    /// <param name="function">Its function.</param>
    public static void SetPinFunction(int pin, DeviceFunction function) => Chosen[pin] = function;
}
