// SPDX-License-Identifier: MIT
using System.Security.Cryptography;
using SqueezeEdge.Packer.Models.Graph;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models;

/// <summary>Joins tensors that have only names and shapes with the description that says what they are for.</summary>
internal static class DescribedTensors
{
    /// <summary>Builds a model.</summary>
    /// <param name="tensors">Shape and values by name; those that are used are taken out.</param>
    /// <param name="said">What descriptions say; the operations must be among it.</param>
    /// <param name="options">What the user says.</param>
    /// <param name="identity">What the model's identity is made of.</param>
    /// <param name="where">Name of the file, for messages.</param>
    /// <param name="assumptions">What was assumed already.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">A tensor is missing, superfluous or of another shape; or the description is wrong.</exception>
    public static FloatModel Build(
        Dictionary<string, (int[] Shape, Func<float[]> Values)> tensors,
        PartialDescription said,
        ImportOptions options,
        byte[] identity,
        string where,
        IReadOnlyList<string> assumptions
    )
    {
        var names = said.Tensors ?? new Dictionary<string, string>();
        var told = assumptions.ToList();
        var first = said.Operations!.OfType<Convolution>().FirstOrDefault()?.Name ?? "";
        var stem = names.GetValueOrDefault(first, first) + ".weight";
        var channels = tensors.TryGetValue(stem, out var weights)
            ? weights.Shape is [_, 1, _, _]
                ? 1
                : 3
            : (options.Order ?? said.Input.Order) == ChannelOrder.Grey
                ? 1
                : 3;
        var network = ModelDescriptionFile.Check(
            new NetworkDescription(
                said.Name ?? ImportedModel.ShortName(where),
                options.Input.Or(said.Input).Complete(ImportedModel.Torchvision, channels, where, told),
                said.Operations!
            )
            {
                FinalRelu = options.FinalRelu ?? said.FinalRelu ?? true,
            },
            Path.ChangeExtension(where, ".json")
        );
        var shapes = new NetworkShapes(network);
        if (names.Keys.Except(shapes.Tensors.Select(t => t.Name)).FirstOrDefault() is { } unknown)
        {
            throw new ModelException(
                $"the description of '{where}' names the weights of '{unknown}', which is none of its layers "
                    + $"({string.Join(", ", shapes.Tensors.Select(t => t.Name))})."
            );
        }

        var read = new List<FloatTensor>();
        foreach (var shape in shapes.Tensors)
        {
            var k = shape.Kernel;
            var name = names.GetValueOrDefault(shape.Name, shape.Name);
            read.Add(
                new FloatTensor(
                    shape,
                    Take(name + ".weight", [shape.OutputChannels, shape.InputChannels, k, k]),
                    Take(name + ".bias", [shape.OutputChannels])
                )
            );
        }

        if (tensors.Count > 0)
        {
            throw new ModelException(
                $"'{where}' holds '{tensors.Keys.Order(StringComparer.Ordinal).First()}', which its description does not use."
            );
        }

        return new FloatModel(network, read, SHA256.HashData(identity)) { Assumptions = told };

        float[] Take(string name, int[] expected)
        {
            if (!tensors.Remove(name, out var tensor))
            {
                throw new ModelException($"'{where}' has no tensor '{name}', which its description needs.");
            }

            if (!tensor.Shape.SequenceEqual(expected))
            {
                throw new ModelException(
                    $"'{name}' in '{where}' has the shape [{string.Join(", ", tensor.Shape)}]; the description "
                        + $"needs [{string.Join(", ", expected)}]."
                );
            }

            return tensor.Values() is var values && values.All(float.IsFinite)
                ? values
                : throw new ModelException($"'{name}' in '{where}' holds a weight that is no number.");
        }
    }
}
