using System.Buffers.Binary;
using SqueezeEdge.Packer.Blob;

namespace SqueezeEdge.Packer.Models;

/// <summary>Opens a trained model of any format this program reads.</summary>
public static class ModelLoader
{
    /// <summary>Loads a model.</summary>
    /// <param name="path">A Deep Compression <c>.net</c> file, or <c>.safetensors</c> with its description.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">The file is missing, of an unknown format or damaged.</exception>
    public static FloatModel Load(string path)
    {
        var bytes = BlobFile.Read(path);
        switch (Format(path, bytes))
        {
            case ".net":
                try
                {
                    return DeepCompressionReader.Read(bytes);
                }
                catch (ModelException e)
                {
                    throw new ModelException($"'{path}': {e.Message}", e);
                }

            case ".safetensors":
                var beside = Path.ChangeExtension(path, ".json");
                return SafetensorsModel.Read(bytes, File.Exists(beside) ? BlobFile.Read(beside) : null, path);
            default:
                throw new ModelException($"'{path}' is of an unknown format. Deep Compression files (.net) and safetensors (.safetensors with a .json description) can be read.");
        }
    }

    /// <summary>The extension; files called something else are safetensors if they begin with a table's length and brace.</summary>
    private static string Format(string path, byte[] bytes)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        var table = bytes.Length > 8 && bytes[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(bytes) <= (ulong)(bytes.Length - 8);
        return extension is not (".net" or ".safetensors") && table ? ".safetensors" : extension;
    }
}
