// SPDX-License-Identifier: MIT
namespace Iot.Device.Ssd13xx;

/// <summary>Stands in for nanoFramework.Iot.Device.Ssd13xx.</summary>
public enum DisplayOrientation
{
    /// <summary>Wider than high.</summary>
    Landscape,
}
