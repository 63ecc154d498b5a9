// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tests.Models;

/// <summary>Writes ONNX files as other programs do.</summary>
internal sealed class OnnxBuilder
{
    private readonly List<ProtobufBuilder> nodes = [];
    private readonly List<(string Name, ProtobufBuilder Message)> constants = [];

    public string Producer { get; init; } = "builder";

    public int Opset { get; init; } = 7;

    /// <summary>Whether initializers are listed among the inputs, as before IR version 4.</summary>
    public bool ConstantsAreInputs { get; init; }

    public OnnxBuilder Node(
        string type,
        string[] inputs,
        string output,
        string? name = null,
        string domain = "",
        params ProtobufBuilder[] attributes
    )
    {
        var node = new ProtobufBuilder();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        node.Text(2, output).Text(3, name ?? output).Text(4, type).Text(7, domain);
        foreach (var attribute in attributes)
        {
            node.Message(5, attribute);
        }

        nodes.Add(node);
        return this;
    }

    public OnnxBuilder Constant(string name, float[] values, params long[] shape) =>
        Constant(name, new ProtobufBuilder().Packed(1, shape).Int(2, 1).Text(8, name).Packed(4, values));

    public OnnxBuilder Constant(string name, ProtobufBuilder tensor)
    {
        constants.Add((name, tensor));
        return this;
    }

    public static ProtobufBuilder Ints(string name, params long[] values)
    {
        var attribute = new ProtobufBuilder().Text(1, name).Int(20, 7);
        foreach (var value in values)
        {
            attribute.Int(8, value);
        }

        return attribute;
    }

    public static ProtobufBuilder Int(string name, long value) => new ProtobufBuilder().Text(1, name).Int(3, value).Int(20, 2);

    public static ProtobufBuilder Text(string name, string value) => new ProtobufBuilder().Text(1, name).Text(4, value).Int(20, 3);

    public static ProtobufBuilder Single(string name, float value) => new ProtobufBuilder().Text(1, name).Single(2, value).Int(20, 1);

    /// <summary>The file; a size of 0 is a dimension with a name instead of a value.</summary>
    public byte[] Build(string input, string output, params long[] inputShape)
    {
        var graph = new ProtobufBuilder().Text(2, "graph");
        foreach (var node in nodes)
        {
            graph.Message(1, node);
        }

        foreach (var (name, message) in constants)
        {
            graph.Message(5, message);
            if (ConstantsAreInputs)
            {
                graph.Message(11, new ProtobufBuilder().Text(1, name));
            }
        }

        var shape = new ProtobufBuilder();
        foreach (var size in inputShape)
        {
            shape.Message(1, size == 0 ? new ProtobufBuilder().Text(2, "n") : new ProtobufBuilder().Int(1, size));
        }

        graph.Message(
            11,
            new ProtobufBuilder()
                .Text(1, input)
                .Message(2, new ProtobufBuilder().Message(1, new ProtobufBuilder().Int(1, 1).Message(2, shape)))
        );
        graph.Message(12, new ProtobufBuilder().Text(1, output));
        return new ProtobufBuilder()
            .Int(1, 3)
            .Text(2, Producer)
            .Message(7, graph)
            .Message(8, new ProtobufBuilder().Text(1, "").Int(2, Opset))
            .ToArray();
    }
}
