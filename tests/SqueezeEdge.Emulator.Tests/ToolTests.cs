// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Tools;
using Xunit;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>What is missing is named.</summary>
public sealed class ToolTests
{
    [Theory]
    [InlineData("qemu-system-riscv32", "qemu-system-misc")]
    [InlineData("riscv64-unknown-elf-gcc", "picolibc-riscv64-unknown-elf")]
    [InlineData("xtensa-lx106-elf-gcc", "picolibc-xtensa-lx106-elf")]
    [InlineData("cmake", "cmake")]
    [InlineData("gcc", "gcc")]
    public void MissingToolNamesItsPackage(string tool, string package)
    {
        var error = Assert.Throws<ModelException>(() => new Toolbox("").Require(tool));
        Assert.Contains($"'{tool}'", error.Message);
        Assert.Contains("apt-get install", error.Message);
        Assert.EndsWith(package, error.Message);
    }

    [Fact]
    public void MissingEmulatorIsNamedBeforeAnythingIsBuilt()
    {
        var target = TargetSet.Parse("rv32", new NativeBuild(RepositoryLayout.Find(), new Toolbox("")))[0];
        var error = Assert.Throws<ModelException>(() => target.Run([], TinyModel.Frame(1), RunOptions.Default));
        Assert.Contains("qemu-system-misc", error.Message);
    }

    [Fact]
    public void TargetsAreParsed()
    {
        Assert.Equal(["xtensa", "host", "rv32"], TargetSet.Parse("xtensa, host,rv32,host").Select(t => t.Name));
        Assert.Contains("'arm'", Assert.Throws<ModelException>(() => TargetSet.Parse("host,arm")).Message);
        Assert.Throws<ModelException>(() => TargetSet.Parse(" ,"));
    }

    [Fact]
    public void OutsideACloneTheRepositoryIsNotFound()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Assert.Contains("SqueezeEdge.sln", Assert.Throws<ModelException>(() => RepositoryLayout.Find(folder.FullName)).Message);
        }
        finally
        {
            folder.Delete();
        }
    }
}
