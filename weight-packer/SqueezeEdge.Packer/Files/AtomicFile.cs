// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Files;

/// <summary>Files that are either written completely or not at all.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes beside the target, then renames; an existing file is lost in no case. Devices and pipes are written through, and so are
    /// symlinks, whose target is replaced.
    /// </summary>
    /// <param name="path">The file to write.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="inputs">Files the content was made from, which must not be overwritten.</param>
    /// <exception cref="ModelException">The file cannot be written, or is one of the inputs.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, params IEnumerable<string> inputs)
    {
        Refuse(path, inputs);
        var target = path;
        var beside = $"{path}.{Environment.ProcessId}.part";
        try
        {
            if (FileIdentity.Of(path) is { IsSpecial: true })
            {
                using var device = new FileStream(path, FileMode.Open, FileAccess.Write);
                device.Write(bytes);
                return;
            }

            target = FileIdentity.Resolve(path);
            beside = $"{target}.{Environment.ProcessId}.part";
            using var removal = Interruption.OnSignal(() => File.Delete(beside));
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(target))
            {
                File.SetUnixFileMode(beside, File.GetUnixFileMode(target));
            }

            File.Move(beside, target, overwrite: true);
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

    /// <summary>Refuses an output that is an input, by whatever path or link.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="inputs">Files that must not be overwritten; those that do not exist are passed over.</param>
    /// <exception cref="ModelException">It is one of the inputs.</exception>
    public static void Refuse(string path, params IEnumerable<string> inputs)
    {
        if (FileIdentity.Of(path) is { IsSpecial: false } output && inputs.FirstOrDefault(i => FileIdentity.Of(i) == output) is { } input)
        {
            throw new ModelException(
                $"cannot write '{path}': it is {(input == path ? "an input" : $"the input '{input}'")}. Choose another output."
            );
        }
    }

    /// <summary>Reads a file whole, up to <see cref="BoundedFile.ModelBytes"/>.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="ModelException">It cannot be read or is longer.</exception>
    public static byte[] Read(string path) => BoundedFile.Read(path, BoundedFile.ModelBytes);
}
