// SPDX-License-Identifier: MIT
using System.Runtime.InteropServices;

namespace SqueezeEdge.Packer.Execution.Host;

/// <summary><c>sqe_model</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeModel
{
    public byte* Blob;
    public uint Bytes;
    public byte* Operations;
    public byte* Tensors;
    public byte* Weights;
    public byte* Labels;
    public uint LabelBytes;
    public uint NegativeUnits;
    public uint PositiveUnits;
}

/// <summary><c>sqe_arena_bytes</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeArenaBytes
{
    public nuint Persistent;
    public nuint Scratch;
}

/// <summary><c>sqe_arena</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeArena
{
    public void* Persistent;
    public nuint PersistentBytes;
    public void* Scratch;
    public nuint ScratchBytes;
}

/// <summary><c>sqe_slot</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeSlot
{
    public void* Memory;
    public nuint Bytes;
}

/// <summary><c>sqe_info</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeInfo
{
    public fixed byte Name[32];
    public fixed byte Identity[8];
    public ushort InputWidth;
    public ushort InputHeight;
    public ushort InputChannels;
    public ushort Classes;
    public ushort Operations;
    public ushort Tensors;
    public uint NonzeroWeights;
    public uint LabelBytes;
    public ulong Multiplications;
}

/// <summary><c>sqe_frame</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeFrame
{
    public ushort Width;
    public ushort Height;
    public byte Format;
}

/// <summary><c>sqe_class</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeClass
{
    public uint Index;
    public int Sum;
    public uint Probability;
}

/// <summary><c>sqe_observer</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeObserver
{
    public void* User;
    public delegate* unmanaged[Cdecl]<void*, uint, uint, uint, uint, byte*, uint, void> Row;
    public delegate* unmanaged[Cdecl]<void*, uint> Now;
    public ulong* Ticks;
}
