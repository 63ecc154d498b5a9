// SPDX-License-Identifier: MIT
using Google.Protobuf;
using SqueezeEdge.Packer.Models.Protobuf;

namespace SqueezeEdge.Packer.Models.Caffe;

/// <summary>One layer of a Caffe network (message LayerParameter), as far as this family needs it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, for example <c>Convolution</c>.</param>
/// <param name="Bottoms">The maps it reads.</param>
/// <param name="Tops">The maps it writes.</param>
/// <param name="Blobs">Its weights.</param>
/// <param name="Parameters">The messages with its parameters, by field number.</param>
internal sealed record CaffeLayer(
    string Name,
    string Type,
    IReadOnlyList<string> Bottoms,
    IReadOnlyList<string> Tops,
    IReadOnlyList<CaffeBlob> Blobs,
    ILookup<int, ProtobufField> Parameters
)
{
    private const string What = "a layer of the Caffe model";

    /// <summary>What to call the layer in messages.</summary>
    public string Label => $"layer '{Name}' ({Type})";

    /// <summary>Decodes a layer.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The layer.</returns>
    /// <exception cref="ModelException">The message is damaged.</exception>
    public static CaffeLayer Read(ProtobufField message)
    {
        var (name, type) = ("", "");
        var (bottoms, tops, blobs) = (new List<string>(), new List<string>(), new List<CaffeBlob>());
        var parameters = new List<ProtobufField>();
        foreach (var field in message.Fields(What))
        {
            switch (field.Number)
            {
                case 1:
                    name = field.Text;
                    break;
                case 2:
                    type = field.Text;
                    break;
                case 3:
                    bottoms.Add(field.Text);
                    break;
                case 4:
                    tops.Add(field.Text);
                    break;
                case 7:
                    blobs.Add(CaffeBlob.Read(field));
                    break;
                case >= 100 when field.Type == WireFormat.WireType.LengthDelimited:
                    parameters.Add(field);
                    break;
            }
        }

        return new CaffeLayer(name, type, bottoms, tops, blobs, parameters.ToLookup(p => p.Number));
    }

    /// <summary>The fields of one of its parameter messages.</summary>
    /// <param name="message">Field number of the message.</param>
    /// <returns>The fields, by number.</returns>
    /// <exception cref="ModelException">The message is damaged.</exception>
    public ILookup<int, ProtobufField> Fields(int message) => Parameters[message].SelectMany(m => m.Fields(What)).ToLookup(f => f.Number);
}
