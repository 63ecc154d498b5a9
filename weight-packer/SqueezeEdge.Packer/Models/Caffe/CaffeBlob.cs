// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models.Protobuf;

namespace SqueezeEdge.Packer.Models.Caffe;

/// <summary>Weights of a Caffe layer (message BlobProto).</summary>
/// <param name="Shape">Dimensions.</param>
/// <param name="Values">Values, last dimension fastest.</param>
internal sealed record CaffeBlob(IReadOnlyList<long> Shape, float[] Values)
{
    /// <summary>Decodes a blob.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The blob.</returns>
    /// <exception cref="ModelException">The message is damaged.</exception>
    public static CaffeBlob Read(ProtobufField message)
    {
        const string What = "a weight blob of the Caffe model";
        var shape = new List<long>();
        var old = new long[4];
        var values = new List<float>();
        foreach (var field in message.Fields(What))
        {
            switch (field.Number)
            {
                case >= 1 and <= 4:
                    old[field.Number - 1] = field.Int;
                    break;
                case 5:
                    field.AppendSingles(values, What);
                    break;
                case 7:
                    shape.AddRange(field.Fields(What).Where(f => f.Number == 1).SelectMany(f => f.Integers(What)));
                    break;
                case 8:
                    throw new ModelException("the Caffe model holds weights in double precision, which cannot be read.");
            }
        }

        // Older files give num, channels, height and width instead of a shape.
        return new CaffeBlob(shape.Count > 0 ? shape : old, [.. values]);
    }
}
