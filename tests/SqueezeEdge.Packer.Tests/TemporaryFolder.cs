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

    /// <summary>Full path of a name in the folder.</summary>
    public string Path(string name) => System.IO.Path.Combine(path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(path, recursive: true);
}
