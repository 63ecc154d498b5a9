// SPDX-License-Identifier: MIT
using System.Diagnostics;

namespace SqueezeEdge.Packer.Files;

/// <summary>Excludes other processes, and other threads of this one, while it exists.</summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream stream;

    private FileLock(FileStream stream) => this.stream = stream;

    /// <summary>Waits until the lock is free and takes it.</summary>
    /// <param name="path">The lock file; it stays behind, empty.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <returns>The lock.</returns>
    /// <exception cref="ModelException">It did not become free, or the file cannot be created.</exception>
    public static FileLock Take(string path, TimeSpan timeout)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (watch.Elapsed < timeout)
            {
                Thread.Sleep(100);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ModelException($"the lock '{path}' cannot be taken: {e.Message} Another build may be hanging.", e);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
