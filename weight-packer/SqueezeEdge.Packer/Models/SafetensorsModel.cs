// SPDX-License-Identifier: MIT
using System.Text;

namespace SqueezeEdge.Packer.Models;

/// <summary>A model as safetensors weights with a JSON description beside or inside the file.</summary>
public static class SafetensorsModel
{
    private const string MetadataKey = "squeezeedge";

    /// <summary>
    /// Builds a model from weights named <c>TENSOR.weight</c> and <c>TENSOR.bias</c>, for example
    /// <c>fire2/squeeze1x1.weight</c>, or as the description's <c>tensors</c> say; or from torchvision's names, with any prefix.
    /// </summary>
    /// <param name="bytes">The safetensors file.</param>
    /// <param name="beside">The JSON description beside it, or null; it comes before the one in the file's metadata.</param>
    /// <param name="where">Name of the file, for messages.</param>
    /// <param name="options">What the user says of it; null for nothing.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">A tensor is missing, superfluous or of another shape; or the description is missing or
    /// wrong.</exception>
    public static FloatModel Read(byte[] bytes, byte[]? beside, string where, ImportOptions? options = null)
    {
        var (tensors, metadata) = Safetensors.Read(bytes, where);
        var inside = metadata.TryGetValue(MetadataKey, out var text) ? Encoding.UTF8.GetBytes(text) : null;
        var said = ModelDescriptionFile
            .ReadPart(beside, Path.ChangeExtension(where, ".json"))
            .Or(ModelDescriptionFile.ReadPart(inside, $"{where}, metadata '{MetadataKey}'"));
        return StateDict.Build(
            tensors.ToDictionary(t => t.Key, t => (t.Value.Shape, new Func<float[]>(() => t.Value.Values))),
            ordered: false,
            said,
            options ?? ImportOptions.None,
            [.. bytes, .. beside ?? inside ?? []],
            where
        );
    }

    /// <summary>Writes a model's weights; the description goes into the metadata.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The safetensors file.</returns>
    public static byte[] Write(FloatModel model)
    {
        var tensors = new Dictionary<string, (int[] Shape, float[] Values)>();
        foreach (var tensor in model.Tensors)
        {
            var s = tensor.Shape;
            tensors[s.Name + ".weight"] = ([s.OutputChannels, s.InputChannels, s.Kernel, s.Kernel], tensor.Weights);
            tensors[s.Name + ".bias"] = ([s.OutputChannels], tensor.Bias);
        }

        var description = Encoding.UTF8.GetString(ModelDescriptionFile.Write(model.Network));
        return Safetensors.Write(tensors, new Dictionary<string, string> { [MetadataKey] = description });
    }
}
