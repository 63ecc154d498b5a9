// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models.Protobuf;

namespace SqueezeEdge.Packer.Models.Onnx;

/// <summary>One node of an ONNX graph (message NodeProto).</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Operator">Its operator, for example <c>Conv</c>.</param>
/// <param name="Domain">The operator's domain; empty for ONNX's own.</param>
/// <param name="Inputs">Names of the values it reads; an empty name is an input left out.</param>
/// <param name="Outputs">Names of the values it writes.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record OnnxNode(
    string Name,
    string Operator,
    string Domain,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, OnnxAttribute> Attributes
)
{
    private const string What = "a node of the ONNX model";

    /// <summary>What to call the node in messages.</summary>
    public string Label => $"{Operator} '{(Name.Length > 0 ? Name : Outputs.Count > 0 ? Outputs[0] : "")}'";

    /// <summary>Decodes a node.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The node.</returns>
    /// <exception cref="ModelException">The message is damaged.</exception>
    public static OnnxNode Read(ProtobufField message)
    {
        var (name, type, domain) = ("", "", "");
        var (inputs, outputs) = (new List<string>(), new List<string>());
        var attributes = new Dictionary<string, OnnxAttribute>();
        foreach (var field in message.Fields(What))
        {
            switch (field.Number)
            {
                case 1:
                    inputs.Add(field.Text);
                    break;
                case 2:
                    outputs.Add(field.Text);
                    break;
                case 3:
                    name = field.Text;
                    break;
                case 4:
                    type = field.Text;
                    break;
                case 5:
                    var (key, attribute) = OnnxAttribute.Read(field);
                    attributes[key] = attribute;
                    break;
                case 7:
                    domain = field.Text;
                    break;
            }
        }

        return new OnnxNode(name, type, domain, inputs, outputs, attributes);
    }

    /// <summary>An attribute that is a whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="missing">Its value where it is left out.</param>
    /// <returns>The value.</returns>
    public long Int(string name, long missing) => Attributes.TryGetValue(name, out var a) && a.Ints is [var value] ? value : missing;

    /// <summary>An attribute that is a list of whole numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The values; empty where it is left out.</returns>
    public IReadOnlyList<long> Ints(string name) => Attributes.TryGetValue(name, out var a) ? a.Ints : [];

    /// <summary>An attribute that is text.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The text; empty where it is left out.</returns>
    public string Text(string name) => Attributes.TryGetValue(name, out var a) ? a.Text : "";
}

/// <summary>One attribute of a node (message AttributeProto), as far as this family needs it.</summary>
/// <param name="Ints">Its whole numbers.</param>
/// <param name="Text">Its text.</param>
/// <param name="Single">Its real number, if it has one.</param>
/// <param name="Tensor">Its tensor, if it has one.</param>
internal sealed record OnnxAttribute(IReadOnlyList<long> Ints, string Text, float? Single, OnnxTensor? Tensor)
{
    /// <summary>Decodes an attribute.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Its name and value.</returns>
    /// <exception cref="ModelException">The message is damaged.</exception>
    public static (string Name, OnnxAttribute Attribute) Read(ProtobufField message)
    {
        const string What = "an attribute of the ONNX model";
        var (name, text, ints) = ("", "", new List<long>());
        float? single = null;
        OnnxTensor? tensor = null;
        foreach (var field in message.Fields(What))
        {
            switch (field.Number)
            {
                case 1:
                    name = field.Text;
                    break;
                case 2:
                    single = field.Single;
                    break;
                case 3 or 8:
                    ints.AddRange(field.Integers(What));
                    break;
                case 4:
                    text = field.Text;
                    break;
                case 5:
                    tensor = OnnxTensor.Read(field);
                    break;
            }
        }

        return (name, new OnnxAttribute(ints, text, single, tensor));
    }
}
