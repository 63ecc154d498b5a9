// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Packer.Tests.Files;

public sealed class AtomicFileTests
{
    [Fact]
    public void AFolderThatDoesNotExistIsNamed()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Path(Path.Combine("missing", "a.sqz"));
        Assert.Contains(path, Assert.Throws<ModelException>(() => AtomicFile.Write(path, [1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFailedWriteLeavesTheOldFileAndNoOther()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.sqz", [1, 2, 3]);
        Directory.CreateDirectory($"{path}.{Environment.ProcessId}.part");
        Assert.Throws<ModelException>(() => AtomicFile.Write(path, [9]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void AFileThatCannotBeReadIsNamed()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Path("none.sqz");
        Assert.Contains(path, Assert.Throws<ModelException>(() => AtomicFile.Read(path)).Message, StringComparison.Ordinal);
        Assert.Equal([7, 8], AtomicFile.Read(folder.Write("b.sqz", [7, 8])));
    }
}
