// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using SqueezeEdge.Packer.Flashing;

namespace SqueezeEdge.Packer.Tests.Flashing;

/// <summary>The app's .pe files as one image.</summary>
public sealed class DeploymentImageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void EveryAssemblyStartsAtAMultipleOfFour()
    {
        byte[] app = Assembly(201),
            library = Assembly(200),
            core = Assembly(331);
        folder.Write("pe/SqueezeEdge.App.pe", app);
        folder.Write("pe/System.Device.Spi.pe", library);
        folder.Write("pe/mscorlib.pe", core);
        folder.Write("pe/SqueezeEdge.App.pdbx", [1, 2, 3]);
        Assert.Equal([.. app, 0, 0, 0, .. library, .. core, 0], DeploymentImage.FromFolder(folder.Path("pe")));
    }

    [Theory]
    [InlineData("mscorlib.pe", 200, 199, "its header says 200 bytes, there are 199")]
    [InlineData("mscorlib.pe", 200, 201, "there are 201")]
    [InlineData("mscorlib.pe", 200, 60, "no nanoFramework assembly")]
    [InlineData("App.pe", 200, 200, "no mscorlib.pe")]
    public void WhatTheRuntimeWouldNotLoadIsRefused(string name, int size, int length, string message)
    {
        var bytes = Assembly(size);
        Array.Resize(ref bytes, length);
        folder.Write($"pe/{name}", bytes);
        Assert.Contains(message, Assert.Throws<ModelException>(() => DeploymentImage.FromFolder(folder.Path("pe"))).Message);
    }

    [Fact]
    public void DesktopAssembliesAreRefused()
    {
        folder.Write("pe/mscorlib.pe", File.ReadAllBytes(typeof(DeploymentImageTests).Assembly.Location));
        Assert.Contains(
            "no nanoFramework assembly",
            Assert.Throws<ModelException>(() => DeploymentImage.FromFolder(folder.Path("pe"))).Message
        );
    }

    /// <summary>An assembly by its header alone.</summary>
    internal static byte[] Assembly(int bytes)
    {
        var assembly = new byte[bytes];
        new Random(bytes).NextBytes(assembly);
        "NFMRK1\0\0"u8.CopyTo(assembly);
        BinaryPrimitives.WriteInt32LittleEndian(assembly.AsSpan(100), bytes);
        return assembly;
    }
}
