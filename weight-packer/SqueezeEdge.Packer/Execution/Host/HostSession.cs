// SPDX-License-Identifier: MIT
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Inference;

namespace SqueezeEdge.Packer.Execution.Host;

/// <summary>Runs frames through an opened blob in this process. For one thread at a time.</summary>
public sealed unsafe class HostSession : IDisposable
{
    private readonly HostModel model;
    private AlignedMemory? persistent;
    private AlignedMemory? scratch;
    private int layout;
    private NativeFrame geometry;
    private void* engine;

    internal HostSession(HostModel model) => this.model = model;

    /// <summary>Runs one frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="options">How to run it.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ModelException">The kernels refuse the frame, or wrote where they must not.</exception>
    public InferenceResult Run(CameraFrame frame, RunOptions? options = null) =>
        Run(frame.Bytes, frame.Width, frame.Height, frame.Format, options);

    /// <summary>Runs one frame.</summary>
    /// <param name="frame">All rows without gaps.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="format">Pixel format.</param>
    /// <param name="options">How to run it.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ModelException">The kernels refuse the frame, or wrote where they must not.</exception>
    public InferenceResult Run(ReadOnlySpan<byte> frame, int width, int height, PixelFormat format, RunOptions? options = null)
    {
        options ??= RunOptions.Default;
        options.Validate();
        FrameCheck.Validate(width, height, format, frame.Length);
        Prepare(width, height, format, options.Layout);
        var top = new NativeClass[options.Top];
        var trace = options.Trace ? new TraceSink() : null;
        var handle = trace is null ? default : GCHandle.Alloc(trace);
        try
        {
            Observe(trace is null ? null : (void*)GCHandle.ToIntPtr(handle));
            var count = Stream(frame, height, options.RowsPerPush, top);
            int* sums;
            uint classes;
            NativeMethods.Check(NativeMethods.Sums(engine, &sums, &classes), "sqe_sums");
            if (!persistent!.IsIntact || !scratch!.IsIntact)
            {
                throw new ModelException("host: the kernels wrote beyond their arena.");
            }

            return new InferenceResult(
                [.. top.Take(count).Select(c => new TopClass((int)c.Index, c.Sum, (int)c.Probability))],
                new ReadOnlySpan<int>(sums, (int)classes).ToArray(),
                new ArenaBlocks(persistent.Bytes, scratch.Bytes)
            )
            {
                Trace = trace?.Complete(),
            };
        }
        finally
        {
            if (trace is not null)
            {
                Observe(null);
                handle.Free();
            }

            GC.KeepAlive(model);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        persistent?.Dispose();
        scratch?.Dispose();
        persistent = scratch = null;
        engine = null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void RowObserved(void* user, uint map, uint row, uint channel, uint column, byte* values, uint count)
    {
        var sink = (TraceSink)GCHandle.FromIntPtr((nint)user).Target!;
        sink.Add((int)map, (int)row, (int)channel, (int)column, new ReadOnlySpan<byte>(values, (int)count));
    }

    // The arena and the engine in it stay as long as the frames keep their geometry.
    private void Prepare(int width, int height, PixelFormat format, int wanted)
    {
        var frame = HostModel.Frame(width, height, format);
        var native = model.Native;
        if (
            persistent is not null
            && wanted == layout
            && frame.Width == geometry.Width
            && frame.Height == geometry.Height
            && frame.Format == geometry.Format
        )
        {
            return;
        }

        Dispose();
        var blocks = model.ArenaSize(width, height, format, wanted);
        persistent = new AlignedMemory(blocks.Persistent);
        scratch = new AlignedMemory(blocks.Scratch);
        var given = new NativeArena
        {
            Persistent = persistent.Pointer,
            PersistentBytes = (nuint)blocks.Persistent,
            Scratch = scratch.Pointer,
            ScratchBytes = (nuint)blocks.Scratch,
        };
        void* created;
        var status = NativeMethods.Init(&created, native, &frame, &given);
        if (status != 0)
        {
            Dispose();
        }

        NativeMethods.Check(status, "sqe_init");
        geometry = frame;
        layout = wanted;
        engine = created;
    }

    private void Observe(void* user)
    {
        var observer = new NativeObserver { User = user, Row = user is null ? null : &RowObserved };
        NativeMethods.Check(NativeMethods.Observe(engine, &observer), "sqe_observe");
    }

    private int Stream(ReadOnlySpan<byte> frame, int height, int rowsPerPush, NativeClass[] top)
    {
        var rowBytes = frame.Length / height;
        NativeMethods.Check(NativeMethods.Begin(engine), "sqe_begin");
        fixed (byte* rows = frame)
        {
            for (var row = 0; row < height; row += Math.Min(rowsPerPush, height - row))
            {
                var count = (uint)Math.Min(rowsPerPush, height - row);
                NativeMethods.Check(NativeMethods.Push(engine, rows + (long)row * rowBytes, count), "sqe_push");
            }
        }

        uint found;
        fixed (NativeClass* classes = top)
        {
            NativeMethods.Check(NativeMethods.Finish(engine, classes, (uint)top.Length, &found), "sqe_finish");
        }

        return (int)found;
    }

    // An exception must not pass through native code: it waits for the end of the frame.
    private sealed class TraceSink
    {
        private readonly MapTraceBuilder builder = new();
        private ModelException? failure;

        public void Add(int map, int row, int channel, int column, ReadOnlySpan<byte> values)
        {
            try
            {
                builder.Add(map, row, channel, column, values);
            }
            catch (ModelException e)
            {
                failure ??= e;
            }
        }

        public MapTrace Complete() => failure is null ? builder.Complete() : throw failure;
    }
}
