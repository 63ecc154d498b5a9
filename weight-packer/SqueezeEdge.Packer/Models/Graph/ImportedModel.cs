// SPDX-License-Identifier: MIT
using System.Security.Cryptography;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models.Graph;

/// <summary>Joins the layers of a file with what it may not say: the size and the preprocessing of its input.</summary>
internal static class ImportedModel
{
    private const int NameBytes = 31;

    /// <summary>Preprocessing of the networks published with torchvision and in the ONNX model zoo.</summary>
    public static readonly InputDescription Torchvision = new(
        224,
        224,
        3,
        ChannelOrder.Rgb,
        [123.675f, 116.28f, 103.53f],
        [58.395f, 57.12f, 57.375f],
        ResizePolicy.ShorterSide,
        256
    );

    /// <summary>Preprocessing of the networks trained with Caffe.</summary>
    public static readonly InputDescription Caffe = new(
        227,
        227,
        3,
        ChannelOrder.Bgr,
        [104, 117, 123],
        [1, 1, 1],
        ResizePolicy.Squash,
        256
    );

    /// <summary>Builds a model.</summary>
    /// <param name="graph">The layers.</param>
    /// <param name="said">What descriptions beside and in the file say.</param>
    /// <param name="assumed">The input to assume where neither tells.</param>
    /// <param name="options">What the user says.</param>
    /// <param name="identity">What the model's identity is made of: the file and the description beside it.</param>
    /// <param name="path">Its path.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">The layers are no network of this family or do not fit the description.</exception>
    public static FloatModel Build(
        LayerGraph graph,
        PartialDescription said,
        InputDescription assumed,
        ImportOptions options,
        byte[] identity,
        string path
    )
    {
        var description = Path.ChangeExtension(path, ".json");
        if (said.Tensors is not null)
        {
            throw new ModelException(
                $"'{description}' maps 'tensors', but the file itself says which layer each of its tensors belongs to. Leave them out."
            );
        }

        if (options.FirstPadding is not null)
        {
            throw new ModelException("the file itself says how its first convolution is padded; leave out --conv1-padding.");
        }

        var channels = graph.Layers.OfType<ConvolutionLayer>().FirstOrDefault(c => c.Input == graph.Input)?.Weights.InputChannels;
        var assumptions = new List<string>();
        var file = new PartialInput { Width = graph.Width, Height = graph.Height };
        var input = options.Input.Or(said.Input).Or(file).Complete(assumed, channels ?? 3, path, assumptions);
        if ((graph.Width ?? input.Width) != input.Width || (graph.Height ?? input.Height) != input.Height)
        {
            throw new ModelException(
                $"its input is {graph.Width}x{graph.Height} pixels, the description says {input.Width}x{input.Height}."
            );
        }

        var (recognised, weights, finalRelu) = GraphAssembler.Assemble(graph, input.Height, input.Width);
        if ((options.FinalRelu ?? said.FinalRelu ?? finalRelu) != finalRelu)
        {
            throw new ModelException($"the file itself says that {(finalRelu ? "a" : "no")} ReLU follows its last convolution.");
        }

        if (said.Operations is not null)
        {
            recognised = Named(recognised, said.Operations, "its description");
        }

        var network = ModelDescriptionFile.Check(
            new NetworkDescription(said.Name ?? ShortName(path), input, recognised) { FinalRelu = finalRelu },
            path
        );
        return new FloatModel(network, Tensors(new NetworkShapes(network), weights), SHA256.HashData(identity))
        {
            Assumptions = assumptions,
        };
    }

    /// <summary>A name that fits a description, from a file's.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its name without extension, cut where it is too long.</returns>
    public static string ShortName(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        while (System.Text.Encoding.UTF8.GetByteCount(name) > NameBytes)
        {
            name = name[..^(char.IsLowSurrogate(name[^1]) && name.Length > 1 ? 2 : 1)];
        }

        return name.Length == 0 ? "model" : name;
    }

    /// <summary>The operations under the description's names, if they are the same.</summary>
    private static IReadOnlyList<Operation> Named(
        IReadOnlyList<Operation> recognised,
        IReadOnlyList<Operation> described,
        string description
    )
    {
        var common = Math.Min(recognised.Count, described.Count);
        for (var i = 0; i < common; i++)
        {
            if (recognised[i] with { Name = described[i].Name } != described[i])
            {
                throw new ModelException(
                    $"operation {i} is {recognised[i]}; {description} says {described[i]}. "
                        + "Leave the operations out of the description, the file itself names them."
                );
            }
        }

        return recognised.Count == described.Count
            ? described
            : throw new ModelException(
                $"it has {recognised.Count} operations; {description} says {described.Count}. "
                    + "Leave them out of the description, the file itself names them."
            );
    }

    private static List<FloatTensor> Tensors(NetworkShapes shapes, IReadOnlyList<ConvolutionWeights> weights)
    {
        var tensors = new List<FloatTensor>();
        for (var i = 0; i < shapes.Tensors.Count; i++)
        {
            var (shape, w) = (shapes.Tensors[i], weights[i]);
            if (
                (w.OutputChannels, w.InputChannels, w.Kernel) != (shape.OutputChannels, shape.InputChannels, shape.Kernel)
                || w.Weights.Length != shape.Weights
                || w.Bias.Length != shape.OutputChannels
            )
            {
                throw new ModelException(
                    $"'{shape.Name}' has weights [{w.OutputChannels}, {w.InputChannels}, {w.Kernel}, {w.Kernel}] and "
                        + $"{w.Bias.Length} biases; its input has {shape.InputChannels} channels."
                );
            }

            if (!w.Weights.All(float.IsFinite) || !w.Bias.All(float.IsFinite))
            {
                throw new ModelException($"'{shape.Name}' holds a weight that is no number.");
            }

            tensors.Add(new FloatTensor(shape, w.Weights, w.Bias));
        }

        return tensors;
    }
}
