// SPDX-License-Identifier: MIT
using System.Runtime.InteropServices;
using System.Text;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;

namespace SqueezeEdge.Packer.Execution.Host;

/// <summary>A blob opened by the kernels in this process. Any number of sessions, one per thread, can share it.</summary>
public sealed unsafe class HostModel : IDisposable
{
    private readonly AlignedMemory blob;
    private readonly AlignedMemory model = new(sizeof(NativeModel));

    internal HostModel(ReadOnlySpan<byte> bytes)
    {
        blob = new AlignedMemory(bytes.Length);
        try
        {
            bytes.CopyTo(blob.Span);
            NativeMethods.Check(NativeMethods.ModelOpen(Native, blob.Pointer, (nuint)bytes.Length), "sqe_model_open");
            NativeInfo info;
            NativeMethods.Check(NativeMethods.ModelInfo(Native, &info), "sqe_model_info");
            Info = Convert(info);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Facts about the blob.</summary>
    public BlobInfo Info { get; }

    internal NativeModel* Native
    {
        get
        {
            ObjectDisposedException.ThrowIf(model.IsClosed, this);
            return (NativeModel*)model.Pointer;
        }
    }

    /// <summary>Name of a class.</summary>
    /// <param name="index">Class, 0-based.</param>
    /// <returns>Its name; empty where the blob has no labels.</returns>
    /// <exception cref="ModelException">There is no such class.</exception>
    public string Label(int index)
    {
        byte* text;
        NativeMethods.Check(NativeMethods.Label(Native, (uint)index, &text), "sqe_label");
        return Marshal.PtrToStringUTF8((nint)text) ?? "";
    }

    /// <summary>Bytes of the two blocks of arena an inference needs.</summary>
    /// <param name="width">Frame width.</param>
    /// <param name="height">Frame height.</param>
    /// <param name="format">Pixel format.</param>
    /// <param name="layout">Layout, fastest first.</param>
    /// <returns>Bytes.</returns>
    /// <exception cref="ModelException">The kernels do not support such frames, or have no such layout.</exception>
    public ArenaBlocks ArenaSize(int width, int height, PixelFormat format, int layout = 0)
    {
        var frame = Frame(width, height, format);
        NativeArenaBytes bytes;
        NativeMethods.Check(NativeMethods.ArenaSize(Native, &frame, (uint)layout, &bytes), "sqe_arena_size");
        return new ArenaBlocks(checked((int)bytes.Persistent), checked((int)bytes.Scratch));
    }

    /// <summary>Creates a session. Sessions of one model can run at the same time.</summary>
    /// <returns>The session; the model must outlive it.</returns>
    public HostSession CreateSession() => new(this);

    /// <inheritdoc/>
    public void Dispose()
    {
        model.Dispose();
        blob.Dispose();
    }

    internal static NativeFrame Frame(int width, int height, PixelFormat format) =>
        new()
        {
            Width = checked((ushort)width),
            Height = checked((ushort)height),
            Format = checked((byte)format),
        };

    private static BlobInfo Convert(NativeInfo info)
    {
        var name = new ReadOnlySpan<byte>(info.Name, 32);
        var end = name.IndexOf((byte)0);
        return new BlobInfo(
            Encoding.UTF8.GetString(end < 0 ? name : name[..end]),
            new ReadOnlySpan<byte>(info.Identity, 8).ToArray(),
            info.InputWidth,
            info.InputHeight,
            info.InputChannels,
            info.Classes,
            info.Operations,
            info.Tensors,
            info.NonzeroWeights,
            (int)info.LabelBytes,
            (long)info.Multiplications
        );
    }
}
