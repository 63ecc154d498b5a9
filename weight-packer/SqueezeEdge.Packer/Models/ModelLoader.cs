using System.Buffers.Binary;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Models.Onnx;

namespace SqueezeEdge.Packer.Models;

/// <summary>Opens a trained model of any format this program reads (docs/importing.md).</summary>
public static class ModelLoader
{
    /// <summary>Loads a model; a JSON description of the same name beside it is read with it.</summary>
    /// <param name="path">A Deep Compression <c>.net</c> file, <c>.safetensors</c>, <c>.onnx</c>, <c>.pth</c> or <c>.caffemodel</c>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">The file is missing, of an unknown format or damaged.</exception>
    public static FloatModel Load(string path)
    {
        var bytes = BlobFile.Read(path);
        var description = Path.ChangeExtension(path, ".json");
        var beside = description != path && File.Exists(description) ? BlobFile.Read(description) : null;
        return Format(path, bytes) switch
        {
            ".net" => Named(path, () => DeepCompressionReader.Read(bytes)),
            ".safetensors" => SafetensorsModel.Read(bytes, beside, path),
            ".onnx" => Named(path, () => OnnxReader.Read(bytes, beside, path)),
            _ => throw new ModelException($"'{path}' is of an unknown format. Deep Compression (.net), safetensors (.safetensors with a .json description), ONNX (.onnx), PyTorch state dicts (.pth) and Caffe (.caffemodel) can be read."),
        };
    }

    /// <summary>Names the file in every refusal.</summary>
    private static FloatModel Named(string path, Func<FloatModel> read)
    {
        try
        {
            return read();
        }
        catch (ModelException e) when (!e.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new ModelException($"'{path}': {e.Message}", e);
        }
    }

    /// <summary>The extension; files called something else are safetensors if they begin with a table's length and brace.</summary>
    private static string Format(string path, byte[] bytes)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        var table = bytes.Length > 8 && bytes[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(bytes) <= (ulong)(bytes.Length - 8);
        return extension is not (".net" or ".safetensors" or ".onnx") && table ? ".safetensors" : extension;
    }
}
