// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tests;

/// <summary>An empty folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("squeezeedge").FullName;

    /// <summary>Writes a file.</summary>
    public string Write(string name, byte[] bytes)
    {
        var file = Path(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    /// <summary>Writes a shell script that can be run by its name; skips the test on Windows.</summary>
    public string Program(string name, string script)
    {
        var file = Write(name, System.Text.Encoding.UTF8.GetBytes(script.ReplaceLineEndings("\n") + "\n"));
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the fake programs are shell scripts");
        }
        else
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return file;
    }

    /// <summary>Full path of a name in the folder.</summary>
    public string Path(string name) => System.IO.Path.Combine(path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(path, recursive: true);
}
