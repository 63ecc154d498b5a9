// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Files;

/// <summary>Reads files whole, up to a limit, so that no file takes more memory than its reader allows.</summary>
public static class BoundedFile
{
    /// <summary>Most bytes of a model, a blob, a description or a list of labels: 64 MiB, more than the flash of any board holds.</summary>
    public const int ModelBytes = 64 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; it may be a pipe.</param>
    /// <param name="limit">Most bytes it may have.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="ModelException">It cannot be read or is too long.</exception>
    public static byte[] Read(string path, int limit)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var length = stream.CanSeek ? stream.Length : 0;
            if (length > limit)
            {
                throw TooLong(path, limit);
            }

            // Pipes and some special files do not say how long they are: the buffer then grows with what comes.
            var buffer = new byte[length > 0 ? length : Math.Min(limit, 1 << 16)];
            var count = 0;
            while (true)
            {
                count += stream.ReadAtLeast(buffer.AsSpan(count), buffer.Length - count, throwOnEndOfStream: false);
                if (count < buffer.Length || stream.ReadByte() is var next && next < 0)
                {
                    return count == buffer.Length ? buffer : buffer[..count];
                }

                if (count >= limit)
                {
                    throw TooLong(path, limit);
                }

                Array.Resize(ref buffer, (int)Math.Min(limit, 2L * buffer.Length));
                buffer[count++] = (byte)next;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ModelException($"cannot read '{path}': {e.Message}", e);
        }
    }

    private static ModelException TooLong(string path, int limit) =>
        new($"'{path}' is longer than {limit:N0} bytes, the most that is read of such a file.");
}
