// SPDX-License-Identifier: MIT
using System.Text;
using SqueezeEdge.Packer.Models.Graph;

namespace SqueezeEdge.Packer.Models.Onnx;

/// <summary>
/// Reads SqueezeNets in ONNX: those of the model zoo, torchvision's exports and what <see cref="OnnxWriter"/> writes
/// (docs/importing.md).
/// </summary>
public static class OnnxReader
{
    /// <summary>Key of the metadata that holds a description.</summary>
    internal const string MetadataKey = "squeezeedge";

    /// <summary>Reads a model.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="beside">The JSON description beside it, or null.</param>
    /// <param name="path">Its path, for its name and messages.</param>
    /// <param name="options">What the user says of it; null for nothing.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">The file is damaged, or its graph is none of this family; the node or tensor is named.</exception>
    public static FloatModel Read(byte[] bytes, byte[]? beside, string path, ImportOptions? options = null)
    {
        var file = OnnxFile.Read(bytes);
        var graph = OnnxLayers.Convert(file);
        var inside = file.Metadata.TryGetValue(MetadataKey, out var text)
            ? ModelDescriptionFile.Read(Encoding.UTF8.GetBytes(text), $"{path}, metadata '{MetadataKey}'")
            : null;

        // Caffe2's converter wrote networks that were trained with Caffe; they expect what Caffe fed them.
        var assumed = file.Producer.Contains("caffe2", StringComparison.OrdinalIgnoreCase)
            ? ImportedModel.Caffe
            : ImportedModel.Torchvision;
        var said = ModelDescriptionFile.ReadPart(beside, Path.ChangeExtension(path, ".json"));
        return ImportedModel.Build(
            graph,
            inside is null ? said : said.Or(PartialDescription.Of(inside)),
            assumed,
            options ?? ImportOptions.None,
            [.. bytes, .. beside ?? []],
            path
        );
    }
}
