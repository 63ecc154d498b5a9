// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Packer.Blob;

/// <summary>Files that are either written completely or not at all.</summary>
public static class BlobFile
{
    /// <summary>Writes beside the target, then renames; an existing file is lost in no case.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="ModelException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var beside = $"{path}.{Environment.ProcessId}.part";
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            try
            {
                File.Delete(beside);
            }
            catch (Exception inner) when (inner is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
            {
                // The message below names the cause; a leftover part file changes nothing.
            }

            throw new ModelException($"cannot write '{path}': {e.Message} Choose a folder that exists and can be written to.", e);
        }
    }

    /// <summary>Reads a file whole, up to <see cref="BoundedFile.ModelBytes"/>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="ModelException">It cannot be read or is longer.</exception>
    public static byte[] Read(string path) => BoundedFile.Read(path, BoundedFile.ModelBytes);
}
