// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models.Graph;
using SqueezeEdge.Packer.Models.PyTorch;

namespace SqueezeEdge.Packer.Models;

/// <summary>Makes a model of named tensors: torchvision's SqueezeNets as they are, others with a description (docs/importing.md).</summary>
internal static class StateDict
{
    /// <summary>Builds a model.</summary>
    /// <param name="tensors">Shape and values by name, in the order of the file.</param>
    /// <param name="ordered">Whether that order is the network's.</param>
    /// <param name="said">What descriptions say.</param>
    /// <param name="options">What the user says.</param>
    /// <param name="identity">What the model's identity is made of: the file and its description.</param>
    /// <param name="path">The file's path, for messages.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">Names or shapes do not fit, or a description is needed.</exception>
    public static FloatModel Build(
        Dictionary<string, (int[] Shape, Func<float[]> Values)> tensors,
        bool ordered,
        PartialDescription said,
        ImportOptions options,
        byte[] identity,
        string path
    )
    {
        var folded = new List<string>();
        tensors = NamedTensors.Fold(NamedTensors.WithoutPrefix(tensors), ordered, folded);
        tensors = TorchvisionLayers.WithoutNormalizationIndices(tensors, folded);
        string[] assumptions =
            folded.Count == 0
                ? []
                :
                [
                    $"'{path}' holds {folded.Count} batch normalizations; they were multiplied into the convolutions before them, with "
                        + "epsilon 1e-5 assumed, which the file does not say.",
                ];
        var version = TorchvisionLayers.Version(tensors.Keys);
        if (version is null || said.Tensors is not null || said.Operations is not null)
        {
            if (options.FirstPadding is not null)
            {
                throw new ModelException("--conv1-padding is for state dicts without a description; say 'padding' in the description.");
            }

            if (version is null && said.Operations is null)
            {
                throw new ModelException(
                    $"its tensors ({string.Join(", ", tensors.Keys.Order(StringComparer.Ordinal).Take(3))}, ...) are not called as in "
                        + "torchvision's SqueezeNet 1.0 or 1.1, and it has no model description with 'operations'. Describe the network, "
                        + $"and where names differ 'tensors', in '{Path.ChangeExtension(path, ".json")}'; see docs/model-description.md."
                );
            }

            var named =
                version is not null && said.Tensors is null
                    ? said with
                    {
                        Tensors = TorchvisionLayers.TensorsOf(said.Operations!, version),
                    }
                    : said;
            return DescribedTensors.Build(tensors, named, options, identity, path, assumptions);
        }

        var relu = options.FinalRelu ?? said.FinalRelu;
        var graph = TorchvisionLayers.Create(tensors, version, options.FirstPadding ?? 0, relu ?? true);
        if (options.FirstPadding is null || relu is null)
        {
            assumptions =
            [
                .. assumptions,
                $"'{path}' holds weights but no network; assumed torchvision's SqueezeNet {version}: "
                    + $"first convolution with stride 2 and padding {options.FirstPadding ?? 0}, 3x3 pooling with stride 2 in ceil mode, "
                    + $"last convolution with padding 0 and {(relu ?? true ? "a" : "no")} ReLU after it. If that is wrong, say so with "
                    + $"--conv1-padding, --final-relu, or 'operations' in '{Path.ChangeExtension(path, ".json")}' (docs/importing.md).",
            ];
        }

        var model = ImportedModel.Build(
            graph,
            said with
            {
                FinalRelu = null,
            },
            ImportedModel.Torchvision,
            options with
            {
                FirstPadding = null,
                FinalRelu = null,
            },
            identity,
            path
        );
        return model with { Assumptions = [.. model.Assumptions, .. assumptions] };
    }
}
