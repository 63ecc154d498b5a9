// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using SqueezeEdge.Packer.Cameras;

namespace SqueezeEdge.Packer.Execution.Emulator;

/// <summary>Writes jobs for the emulated program.</summary>
public static class JobFile
{
    /// <summary>Bytes before the first frame.</summary>
    public const int HeaderBytes = 32;

    /// <summary>Writes a job.</summary>
    /// <param name="frames">At least one frame; all of the same geometry.</param>
    /// <param name="options">How to run them.</param>
    /// <param name="mistake">A mistake to make.</param>
    /// <returns>The job.</returns>
    /// <exception cref="ModelException">The frames differ in their geometry, or an option is out of range.</exception>
    public static byte[] Write(IReadOnlyList<CameraFrame> frames, RunOptions options, DeliberateMistake mistake = DeliberateMistake.None)
    {
        options.Validate();
        var first = frames[0];
        if (frames.Any(f => !SameGeometry(f, first)))
        {
            throw new ModelException("the frames of a job must have the same size and pixel format.");
        }

        var frameBytes = first.Bytes.Length;
        var job = new byte[checked(HeaderBytes + frames.Count * frameBytes)];
        "SQEJ"u8.CopyTo(job);
        BinaryPrimitives.WriteInt32LittleEndian(job.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(job.AsSpan(8), (ushort)first.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(job.AsSpan(10), (ushort)first.Height);
        job[12] = (byte)first.Format;
        job[13] = (byte)((options.Trace ? 1 : 0) | (options.Profile ? 2 : 0));
        job[14] = (byte)mistake;
        job[15] = (byte)options.Top;
        BinaryPrimitives.WriteInt32LittleEndian(job.AsSpan(16), frames.Count);
        BinaryPrimitives.WriteInt32LittleEndian(job.AsSpan(20), options.RowsPerPush);
        BinaryPrimitives.WriteInt32LittleEndian(job.AsSpan(24), frameBytes);
        BinaryPrimitives.WriteInt32LittleEndian(job.AsSpan(28), options.Layout);
        for (var i = 0; i < frames.Count; i++)
        {
            frames[i].Bytes.CopyTo(job, HeaderBytes + i * frameBytes);
        }

        return job;
    }

    internal static bool SameGeometry(CameraFrame a, CameraFrame b) =>
        a.Width == b.Width && a.Height == b.Height && a.Format == b.Format && a.Bytes.Length == b.Bytes.Length;
}
