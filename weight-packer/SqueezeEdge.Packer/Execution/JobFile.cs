using System.Buffers.Binary;
using SqueezeEdge.Packer.Inference;

namespace SqueezeEdge.Packer.Execution;

/// <summary>Writes jobs for the emulated program.</summary>
public static class JobFile
{
    /// <summary>Bytes before the first frame.</summary>
    public const int HeaderBytes = 40;

    /// <summary>Writes a job.</summary>
    /// <param name="blobBytes">Bytes of the blob that will lie beside it.</param>
    /// <param name="frames">At least one frame; all of the same geometry.</param>
    /// <param name="options">How to run them.</param>
    /// <param name="mistake">A mistake to make.</param>
    /// <returns>The job.</returns>
    /// <exception cref="ModelException">The frames differ in their geometry, or an option is out of range.</exception>
    public static byte[] Write(int blobBytes, IReadOnlyList<CameraFrame> frames, RunOptions options, DeliberateMistake mistake = DeliberateMistake.None)
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
        BinaryPrimitives.WriteInt32LittleEndian(job.AsSpan(8), job.Length);
        BinaryPrimitives.WriteInt32LittleEndian(job.AsSpan(12), blobBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(job.AsSpan(16), (ushort)first.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(job.AsSpan(18), (ushort)first.Height);
        job[20] = (byte)first.Format;
        job[21] = (byte)((options.Trace ? 1 : 0) | (options.Profile ? 2 : 0));
        job[22] = (byte)mistake;
        job[23] = (byte)options.Top;
        BinaryPrimitives.WriteInt32LittleEndian(job.AsSpan(24), frames.Count);
        BinaryPrimitives.WriteInt32LittleEndian(job.AsSpan(28), options.RowsPerPush);
        BinaryPrimitives.WriteInt32LittleEndian(job.AsSpan(32), frameBytes);
        for (var i = 0; i < frames.Count; i++)
        {
            frames[i].Bytes.CopyTo(job, HeaderBytes + i * frameBytes);
        }

        return job;
    }

    internal static bool SameGeometry(CameraFrame a, CameraFrame b) =>
        a.Width == b.Width && a.Height == b.Height && a.Format == b.Format && a.Bytes.Length == b.Bytes.Length;
}
