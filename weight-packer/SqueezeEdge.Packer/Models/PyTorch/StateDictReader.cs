// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Models.PyTorch;

/// <summary>Reads state dicts of PyTorch: torchvision's SqueezeNets as they are, others with a description (docs/importing.md).</summary>
public static class StateDictReader
{
    /// <summary>Reads a model.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="beside">The JSON description beside it, or null.</param>
    /// <param name="path">Its path, for its name and messages.</param>
    /// <param name="options">What the user says of it; null for nothing.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">The file is damaged, is no state dict, or its names and shapes do not fit.</exception>
    public static FloatModel Read(byte[] bytes, byte[]? beside, string path, ImportOptions? options = null) =>
        StateDict.Build(
            TorchFile.Read(bytes),
            ordered: true,
            ModelDescriptionFile.ReadPart(beside, Path.ChangeExtension(path, ".json")),
            options ?? ImportOptions.None,
            [.. bytes, .. beside ?? []],
            path
        );
}
