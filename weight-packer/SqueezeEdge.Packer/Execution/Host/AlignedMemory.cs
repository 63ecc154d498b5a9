// SPDX-License-Identifier: MIT
using System.Runtime.InteropServices;

namespace SqueezeEdge.Packer.Execution.Host;

/// <summary>Native memory, aligned to 64 bytes, followed by guard bytes.</summary>
internal sealed unsafe class AlignedMemory : SafeHandle
{
    private const int GuardBytes = 64;
    private const byte GuardValue = 0xA5;

    /// <summary>Allocates memory.</summary>
    /// <param name="bytes">How much.</param>
    public AlignedMemory(int bytes)
        : base(0, ownsHandle: true)
    {
        Bytes = bytes;
        SetHandle((nint)NativeMemory.AlignedAlloc((nuint)bytes + GuardBytes, 64));
        new Span<byte>(Pointer + bytes, GuardBytes).Fill(GuardValue);
    }

    /// <summary>How much there is.</summary>
    public int Bytes { get; }

    /// <summary>Its start.</summary>
    public byte* Pointer => (byte*)handle;

    /// <summary>The memory.</summary>
    public Span<byte> Span => new(Pointer, Bytes);

    /// <summary>Whether nothing was written just past the end.</summary>
    public bool IsIntact => !new ReadOnlySpan<byte>(Pointer + Bytes, GuardBytes).ContainsAnyExcept(GuardValue);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
