// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tests.Models;

/// <summary>Writes trained networks as Caffe does (NetParameter with layers of kind V2).</summary>
internal sealed class CaffeBuilder
{
    private readonly ProtobufBuilder net = new ProtobufBuilder().Text(1, "net");

    public CaffeBuilder Layer(
        string type,
        string name,
        string[] bottoms,
        string[] tops,
        params (int Field, ProtobufBuilder Message)[] parts
    )
    {
        var layer = new ProtobufBuilder().Text(1, name).Text(2, type);
        foreach (var bottom in bottoms)
        {
            layer.Text(3, bottom);
        }

        foreach (var top in tops)
        {
            layer.Text(4, top);
        }

        foreach (var (field, message) in parts)
        {
            layer.Message(field, message);
        }

        net.Message(100, layer);
        return this;
    }

    public CaffeBuilder Convolution(
        string name,
        string bottom,
        float[] weights,
        float[] bias,
        int[] shape,
        ProtobufBuilder? parameters = null
    ) =>
        Layer(
            "Convolution",
            name,
            [bottom],
            [name],
            (7, Blob(weights, shape)),
            (7, Blob(bias, shape[0])),
            (106, parameters ?? new ProtobufBuilder())
        );

    public static ProtobufBuilder Blob(float[] values, params int[] shape) =>
        new ProtobufBuilder().Packed(5, values).Message(7, new ProtobufBuilder().Packed(1, [.. shape.Select(d => (long)d)]));

    public CaffeBuilder Field(int field, ProtobufBuilder message)
    {
        net.Message(field, message);
        return this;
    }

    public byte[] Build() => net.ToArray();
}
