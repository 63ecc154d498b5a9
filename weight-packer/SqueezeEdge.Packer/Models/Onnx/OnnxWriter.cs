// SPDX-License-Identifier: MIT
using System.Text;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models.Onnx;

/// <summary>
/// Writes a network as ONNX (opset 13): input <c>input</c>, normalised pixels [1, channels, height, width] in network channel
/// order; output <c>logits</c> [1, classes], as <see cref="Inference.FloatNetwork"/> gives them.
/// </summary>
public static class OnnxWriter
{
    /// <summary>Name of the input.</summary>
    public const string InputName = "input";

    /// <summary>Name of the output.</summary>
    public const string OutputName = "logits";

    private const int IrVersion = 7;
    private const int Opset = 13;
    private const int FloatType = 1;

    /// <summary>Writes a model; its description goes into the metadata, so that reading the file gives the same model.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The file.</returns>
    /// <exception cref="ModelException">An operation has a name that the file needs for something else.</exception>
    public static byte[] Write(FloatModel model)
    {
        var nodes = new List<OnnxMessage>();
        var names = new HashSet<string> { InputName, OutputName };
        var map = InputName;
        var tensors = new Queue<FloatTensor>(model.Tensors);
        foreach (var operation in model.Network.Operations)
        {
            switch (operation)
            {
                case Convolution:
                    var convolved = Convolve(map);
                    map = tensors.Count > 0 || model.Network.FinalRelu ? Rectified(convolved) : convolved;
                    break;
                case Fire fire:
                    map = Module(fire, map);
                    break;
                case MaxPool pool:
                    map = Node(
                        "MaxPool",
                        pool.Name,
                        [map],
                        Ints("kernel_shape", pool.Kernel, pool.Kernel),
                        Ints("strides", pool.Stride, pool.Stride),
                        Int("ceil_mode", pool.CeilMode ? 1 : 0)
                    );
                    break;
                default:
                    Node("GlobalAveragePool", operation.Name, [map]);
                    nodes.Add(Message("Flatten", OutputName, [operation.Name], Int("axis", 1)));
                    break;
            }
        }

        var input = model.Network.Input;
        var graph = new OnnxMessage()
            .AddAll(1, nodes)
            .Add(2, model.Network.Name)
            .AddAll(
                5,
                model.Tensors.SelectMany(t =>
                    new[]
                    {
                        Constant(
                            t.Shape.Name + ".weight",
                            t.Weights,
                            t.Shape.OutputChannels,
                            t.Shape.InputChannels,
                            t.Shape.Kernel,
                            t.Shape.Kernel
                        ),
                        Constant(t.Shape.Name + ".bias", t.Bias, t.Shape.OutputChannels),
                    }
                )
            )
            .Add(11, Value(InputName, 1, input.Channels, input.Height, input.Width))
            .Add(12, Value(OutputName, 1, model.Network.Classes));
        var description = Encoding.UTF8.GetString(ModelDescriptionFile.Write(model.Network));
        return new OnnxMessage()
            .Add(1, IrVersion)
            .Add(2, "SqueezeEdge")
            .Add(7, graph)
            .Add(8, new OnnxMessage().Add(1, "").Add(2, Opset))
            .Add(14, new OnnxMessage().Add(1, OnnxReader.MetadataKey).Add(2, description))
            .ToArray();

        string Module(Fire fire, string from)
        {
            var squeezed = Rectified(Convolve(from));
            var joined = Node(
                "Concat",
                fire.Name + "/concat",
                [Rectified(Convolve(squeezed)), Rectified(Convolve(squeezed))],
                Int("axis", 1)
            );
            return fire.Bypass switch
            {
                Bypass.None => joined,
                var bypass => Rectified(Node("Add", fire.Name + "/add", [joined, bypass == Bypass.Simple ? from : Convolve(from)])),
            };
        }

        string Convolve(string from)
        {
            var shape = tensors.Dequeue().Shape;
            return Node(
                "Conv",
                shape.Name,
                [from, shape.Name + ".weight", shape.Name + ".bias"],
                Ints("kernel_shape", shape.Kernel, shape.Kernel),
                Ints("strides", shape.Stride, shape.Stride),
                Ints("pads", shape.Padding, shape.Padding, shape.Padding, shape.Padding)
            );
        }

        string Rectified(string from) => Node("Relu", from + "/relu", [from]);

        string Node(string type, string name, string[] from, params OnnxMessage[] attributes)
        {
            if (!names.Add(name))
            {
                throw new ModelException(
                    $"'{name}' is needed twice in the ONNX file of '{model.Network.Name}'. Give the operation of "
                        + "that name another one in the model's description."
                );
            }

            nodes.Add(Message(type, name, from, attributes));
            return name;
        }
    }

    /// <summary>A node whose output is called like the node.</summary>
    private static OnnxMessage Message(string type, string name, string[] from, params OnnxMessage[] attributes) =>
        new OnnxMessage().AddAll(1, from).Add(2, name).Add(3, name).Add(4, type).AddAll(5, attributes);

    private static OnnxMessage Int(string name, long value) => new OnnxMessage().Add(1, name).Add(3, value).Add(20, 2);

    private static OnnxMessage Ints(string name, params long[] values) => new OnnxMessage().Add(1, name).AddAll(8, values).Add(20, 7);

    private static OnnxMessage Constant(string name, float[] values, params long[] shape) =>
        new OnnxMessage().AddAll(1, shape).Add(2, FloatType).Add(8, name).AddRaw(9, values);

    private static OnnxMessage Value(string name, params long[] shape)
    {
        var dimensions = new OnnxMessage().AddAll(1, shape.Select(d => new OnnxMessage().Add(1, d)));
        return new OnnxMessage().Add(1, name).Add(2, new OnnxMessage().Add(1, new OnnxMessage().Add(1, FloatType).Add(2, dimensions)));
    }
}
