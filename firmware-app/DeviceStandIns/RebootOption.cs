// SPDX-License-Identifier: MIT
namespace nanoFramework.Runtime.Native;

/// <summary>Stands in for the device library's enumeration; the values mean nothing here.</summary>
public enum RebootOption
{
    /// <summary>The whole chip.</summary>
    NormalReboot,
}
