// SPDX-License-Identifier: MIT

namespace SqueezeEdge.Packer.Flashing;

/// <summary>One thing a flashing program is asked to do.</summary>
/// <param name="What">What it is about, for messages.</param>
public abstract record FlashAction(string What);

/// <summary>Writes the bootloader and the .NET runtime.</summary>
/// <param name="Bootloader">Path of the bootloader.</param>
/// <param name="Runtime">Path of nanoCLR.bin.</param>
public sealed record WriteFirmware(string Bootloader, string Runtime) : FlashAction("bootloader and .NET runtime");

/// <summary>Writes a file.</summary>
/// <param name="What">What is in it.</param>
/// <param name="Address">Where its first byte goes, a multiple of 4096.</param>
/// <param name="File">Path of the file.</param>
public sealed record WriteFile(string What, int Address, string File) : FlashAction(What);

/// <summary>Erases a part of the flash.</summary>
/// <param name="What">What is in it.</param>
/// <param name="Address">Its first byte, a multiple of 4096.</param>
/// <param name="Bytes">Its length, a multiple of 4096.</param>
public sealed record EraseRegion(string What, int Address, int Bytes) : FlashAction(What);
