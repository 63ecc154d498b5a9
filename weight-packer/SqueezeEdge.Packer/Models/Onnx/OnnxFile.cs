// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models.Protobuf;

namespace SqueezeEdge.Packer.Models.Onnx;

/// <summary>An ONNX file as it is stored (messages ModelProto and GraphProto), as far as this family needs it.</summary>
/// <param name="Producer">The program that wrote it.</param>
/// <param name="Metadata">Text by key.</param>
/// <param name="Nodes">Nodes in the order of the file.</param>
/// <param name="Constants">Initializers by name.</param>
/// <param name="Inputs">Name and dimensions of the inputs that are no initializers; null = a dimension not fixed.</param>
/// <param name="Outputs">Names of the results.</param>
internal sealed record OnnxFile(
    string Producer,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyDictionary<string, OnnxTensor> Constants,
    IReadOnlyList<(string Name, IReadOnlyList<int?> Shape)> Inputs,
    IReadOnlyList<string> Outputs
)
{
    private const string What = "the ONNX model";

    /// <summary>Decodes a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <returns>Its content.</returns>
    /// <exception cref="ModelException">It is damaged, or no ONNX.</exception>
    public static OnnxFile Read(byte[] bytes)
    {
        var producer = "";
        var metadata = new Dictionary<string, string>();
        ProtobufField? graph = null;
        foreach (var field in ProtobufField.Read(bytes, What))
        {
            switch (field.Number)
            {
                case 2:
                    producer = field.Text;
                    break;
                case 7:
                    graph = field;
                    break;
                case 14:
                    var entry = field.Fields(What).Where(f => f.Number is 1 or 2).ToLookup(f => f.Number, f => f.Text);
                    metadata[entry[1].LastOrDefault("")] = entry[2].LastOrDefault("");
                    break;
            }
        }

        return graph is { } found
            ? ReadGraph(producer, metadata, found)
            : throw new ModelException("the ONNX model has no graph; the file is damaged, or no ONNX.");
    }

    private static OnnxFile ReadGraph(string producer, Dictionary<string, string> metadata, ProtobufField graph)
    {
        var nodes = new List<OnnxNode>();
        var constants = new Dictionary<string, OnnxTensor>();
        var inputs = new List<(string Name, IReadOnlyList<int?> Shape)>();
        var outputs = new List<string>();
        foreach (var field in graph.Fields(What))
        {
            switch (field.Number)
            {
                case 1:
                    nodes.Add(OnnxNode.Read(field));
                    break;
                case 5:
                    var tensor = OnnxTensor.Read(field);
                    if (!constants.TryAdd(tensor.Name, tensor))
                    {
                        throw new ModelException($"the ONNX model holds two tensors called '{tensor.Name}'.");
                    }

                    break;
                case 11:
                    inputs.Add(Value(field));
                    break;
                case 12:
                    outputs.Add(Value(field).Name);
                    break;
                case 15:
                    throw new ModelException("the ONNX model holds sparse tensors, which cannot be read; save its weights as dense ones.");
            }
        }

        // Old files list every initializer among the inputs.
        inputs.RemoveAll(i => constants.ContainsKey(i.Name));
        return new OnnxFile(producer, metadata, nodes, constants, inputs, outputs);
    }

    private static (string Name, IReadOnlyList<int?> Shape) Value(ProtobufField message)
    {
        var name = "";
        var shape = new List<int?>();
        foreach (var field in message.Fields(What))
        {
            if (field.Number == 1)
            {
                name = field.Text;
            }
            else if (field.Number == 2)
            {
                // TypeProto.tensor_type, its shape, its dimensions.
                foreach (
                    var dimension in new[] { 1, 2, 1 }.Aggregate(
                        new[] { field }.AsEnumerable(),
                        (messages, number) => messages.SelectMany(m => m.Fields(What)).Where(f => f.Number == number)
                    )
                )
                {
                    shape.Add(dimension.Fields(What).Where(f => f.Number == 1 && f.Int > 0).Select(f => (int?)f.Int).LastOrDefault());
                }
            }
        }

        return (name, shape);
    }
}
