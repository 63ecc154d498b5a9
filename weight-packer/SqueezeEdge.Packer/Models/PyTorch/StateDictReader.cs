// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models.Graph;

namespace SqueezeEdge.Packer.Models.PyTorch;

/// <summary>Reads state dicts of PyTorch: torchvision's SqueezeNets as they are, others with a description (docs/importing.md).</summary>
public static class StateDictReader
{
    /// <summary>Reads a model.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="beside">The JSON description beside it, or null.</param>
    /// <param name="path">Its path, for its name and messages.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">The file is damaged, is no state dict, or its names and shapes do not fit.</exception>
    public static FloatModel Read(byte[] bytes, byte[]? beside, string path)
    {
        var tensors = TorchFile.Read(bytes);
        var description = Path.ChangeExtension(path, ".json");
        var renamed =
            beside is not null
            && TorchvisionLayers.Version(tensors.Keys) is not null
            && ModelDescriptionFile.ReadInput(beside, description).Tensors is not null;
        if (!renamed && TorchvisionLayers.Version(tensors.Keys) is { } version)
        {
            return ImportedModel.Build(TorchvisionLayers.Create(tensors, version), null, ImportedModel.Torchvision, bytes, beside, path);
        }

        return beside is not null
            ? DescribedTensors.Build(tensors, beside, bytes, path)
            : throw new ModelException(
                $"its tensors ({string.Join(", ", tensors.Keys.Order(StringComparer.Ordinal).Take(3))}, ...) are "
                    + "not called as in torchvision's SqueezeNet 1.0 or 1.1. Describe the network and its tensors in "
                    + $"'{description}'; see docs/model-description.md."
            );
    }
}
