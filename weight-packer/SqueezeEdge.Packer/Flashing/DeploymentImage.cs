// SPDX-License-Identifier: MIT
using System.Buffers.Binary;

namespace SqueezeEdge.Packer.Flashing;

/// <summary>The app as .NET nanoFramework's runtime looks for it in flash: every assembly, each padded to 4 bytes.</summary>
public static class DeploymentImage
{
    private const int TablesOffset = 40;
    private const int EndOfAssembly = 15;
    private const int HeaderBytes = TablesOffset + 4 * (EndOfAssembly + 1);
    private const int LargestAssembly = 1 << 20;

    /// <summary>Joins the assemblies of a build's output folder.</summary>
    /// <param name="folder">Holds the app's .pe files and those of every library it uses.</param>
    /// <returns>The image.</returns>
    /// <exception cref="ModelException">There is none, one is damaged, or mscorlib is missing.</exception>
    public static byte[] FromFolder(string folder)
    {
        var files = Directory.GetFiles(folder, "*.pe").Order(StringComparer.Ordinal).ToArray();
        if (!files.Any(f => Path.GetFileName(f).Equals("mscorlib.pe", StringComparison.OrdinalIgnoreCase)))
        {
            throw new ModelException(
                $"there is no mscorlib.pe in '{folder}': the folder of a nanoFramework build holds the app's .pe "
                    + "files and those of every library."
            );
        }

        using var image = new MemoryStream();
        foreach (var file in files)
        {
            image.Write(Assembly(file));
            image.SetLength(image.Position = (image.Position + 3) & ~3);
        }

        return image.ToArray();
    }

    private static byte[] Assembly(string file)
    {
        var length = new FileInfo(file).Length;
        var bytes =
            length <= LargestAssembly
                ? File.ReadAllBytes(file)
                : throw new ModelException($"'{file}' has {length:N0} bytes; that is no assembly for a microcontroller.");
        if (bytes.Length < HeaderBytes || !bytes.AsSpan().StartsWith("NFMRK"u8))
        {
            throw new ModelException($"'{file}' is no nanoFramework assembly.");
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(TablesOffset + 4 * EndOfAssembly));
        return size == bytes.Length
            ? bytes
            : throw new ModelException($"'{file}' is damaged: its header says {size:N0} bytes, there are {bytes.Length:N0}.");
    }
}
