// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Models.Caffe;
using SqueezeEdge.Packer.Models.Onnx;
using SqueezeEdge.Packer.Models.PyTorch;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models;

/// <summary>Opens a trained model of any format this program reads (docs/importing.md).</summary>
public static class ModelLoader
{
    /// <summary>Loads a model; a JSON description of the same name beside it is read with it.</summary>
    /// <param name="path">A Deep Compression <c>.net</c> file, <c>.safetensors</c>, <c>.onnx</c>, <c>.pth</c> or
    /// <c>.caffemodel</c>.</param>
    /// <param name="options">What the user says of it; null for nothing.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">The file is missing, of an unknown format or damaged, or its network cannot be packed.</exception>
    public static FloatModel Load(string path, ImportOptions? options = null)
    {
        options ??= ImportOptions.None;
        var bytes = AtomicFile.Read(path);
        var description = Path.ChangeExtension(path, ".json");
        var beside = description != path && File.Exists(description) ? AtomicFile.Read(description) : null;
        var model = Named(
            path,
            () =>
                Format(path, bytes) switch
                {
                    ".net" => options == ImportOptions.None
                        ? DeepCompressionReader.Read(bytes)
                        : throw new ModelException("its input and network are built in; leave out the options that describe them."),
                    ".safetensors" => SafetensorsModel.Read(bytes, beside, path, options),
                    ".onnx" => OnnxReader.Read(bytes, beside, path, options),
                    ".pth" or ".pt" => StateDictReader.Read(bytes, beside, path, options),
                    ".caffemodel" => CaffeReader.Read(bytes, beside, path, options),
                    _ => throw new ModelException(
                        "it is of an unknown format. Deep Compression (.net), safetensors (.safetensors), ONNX (.onnx), PyTorch state "
                            + "dicts (.pth) and Caffe (.caffemodel) can be read."
                    ),
                }
        );
        return model.Network.Classes > 1
            ? model
            : throw new ModelException(
                $"'{path}' has one output ('{model.Network.Operations.OfType<Convolution>().Last().Name}'): a regression or a yes-or-no "
                    + "network. Class probabilities need two outputs or more; train it with one for each answer."
            );
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

    /// <summary>The extension; files called something else are told by what they begin with, if it is unmistakable.</summary>
    private static string Format(string path, byte[] bytes)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is ".net" or ".safetensors" or ".onnx" or ".pth" or ".pt" or ".caffemodel")
        {
            return extension;
        }

        // Safetensors: the length of a table, then its brace. PyTorch: a zip archive. ONNX: its version as field 1.
        var table = bytes.Length > 8 && bytes[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(bytes) <= (ulong)(bytes.Length - 8);
        return table ? ".safetensors"
            : bytes.AsSpan().StartsWith("PK\u0003\u0004"u8) ? ".pth"
            : bytes is [0x08, > 0 and < 32, 0x12 or 0x1A or 0x3A or 0x42, ..] ? ".onnx"
            : extension;
    }
}
