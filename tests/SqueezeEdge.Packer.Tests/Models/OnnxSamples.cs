// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;
using static SqueezeEdge.Packer.Tests.Models.OnnxBuilder;

namespace SqueezeEdge.Packer.Tests.Models;

/// <summary>A small network as the model zoo's exporters write theirs.</summary>
internal static class OnnxSamples
{
    /// <summary>Numbered names, an average over a window and a reshape at the end, as MXNet's exporter writes.</summary>
    public static byte[] Numbered(FloatModel model, Action<OnnxBuilder>? more = null) =>
        Write(
            model,
            new OnnxBuilder(),
            "data",
            (b, map, size) =>
            {
                b.Node(
                    "AveragePool",
                    [map],
                    "squeezenet0_pool3_fwd",
                    null,
                    "",
                    Ints("kernel_shape", size, size),
                    Ints("strides", size, size),
                    Ints("pads", 0, 0, 0, 0)
                );
                b.Constant("reshape_shape", new ProtobufBuilder().Packed(1, 2).Int(2, 7).Packed(7, 0, -1).Text(8, "reshape_shape"));
                b.Node("Reshape", ["squeezenet0_pool3_fwd", "reshape_shape"], "squeezenet0_flatten0_reshape0");
                more?.Invoke(b);
                return "squeezenet0_flatten0_reshape0";
            }
        );

    /// <summary>No node names, constants among the inputs, global average and softmax, as Caffe2's converter writes.</summary>
    public static byte[] Unnamed(FloatModel model) =>
        Write(
            model,
            new OnnxBuilder
            {
                Producer = "onnx-caffe2",
                Opset = 3,
                ConstantsAreInputs = true,
            },
            "data_0",
            (b, map, _) =>
            {
                b.Node("GlobalAveragePool", [map], "pool10_1", "");
                b.Node("Softmax", ["pool10_1"], "softmaxout_1", "", "", Int("axis", 1));
                return "softmaxout_1";
            },
            names: false
        );

    private static byte[] Write(
        FloatModel model,
        OnnxBuilder builder,
        string input,
        Func<OnnxBuilder, string, int, string> close,
        bool names = true
    )
    {
        var (map, count, tensor) = (input, 0, 0);
        var last = model.Network.Operations.OfType<Convolution>().Last();
        for (var i = 0; i < model.Network.Operations.Count; i++)
        {
            switch (model.Network.Operations[i])
            {
                case Convolution c when c == last:
                    builder.Node("Dropout", [map], "dropped", names ? null : "", "", Single("ratio", 0.5f));
                    map = Rectified("dropped");
                    break;
                case Convolution:
                    map = Rectified(map);
                    break;
                case Fire:
                    var squeezed = Rectified(map);
                    var (left, right) = (Rectified(squeezed), Rectified(squeezed));
                    map = Add("Concat", [left, right], Int("axis", 1));
                    break;
                case MaxPool p:
                    // Rounding up, written as padding at the far edge.
                    map = Add(
                        "MaxPool",
                        [map],
                        Ints("kernel_shape", p.Kernel, p.Kernel),
                        Ints("strides", p.Stride, p.Stride),
                        Ints("pads", 0, 0, p.CeilMode ? 1 : 0, p.CeilMode ? 1 : 0)
                    );
                    break;
            }
        }

        var shape = model.Network.Input;
        return builder.Build(input, close(builder, map, model.Shapes.Operations[^2].Width), 1, shape.Channels, shape.Height, shape.Width);

        string Rectified(string from)
        {
            var t = model.Tensors[tensor++];
            var (s, name) = (t.Shape, $"squeezenet0_conv{count}");
            builder
                .Constant(name + "_weight", t.Weights, s.OutputChannels, s.InputChannels, s.Kernel, s.Kernel)
                .Constant(name + "_bias", t.Bias, s.OutputChannels);
            var sums = Add(
                "Conv",
                [from, name + "_weight", name + "_bias"],
                Ints("kernel_shape", s.Kernel, s.Kernel),
                Ints("strides", s.Stride, s.Stride),
                Ints("pads", s.Padding, s.Padding, s.Padding, s.Padding),
                Int("group", 1),
                Ints("dilations", 1, 1)
            );
            return Add("Relu", [sums]);
        }

        string Add(string type, string[] from, params ProtobufBuilder[] attributes)
        {
            var output = $"squeezenet0_{type.ToLowerInvariant()}{count++}_fwd";
            builder.Node(type, from, output, names ? null : "", "", attributes);
            return output;
        }
    }
}
