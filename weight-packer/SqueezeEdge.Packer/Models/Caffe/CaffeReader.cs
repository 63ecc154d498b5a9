// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models.Graph;
using SqueezeEdge.Packer.Models.Protobuf;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models.Caffe;

/// <summary>Reads trained networks of Caffe (<c>.caffemodel</c>, message NetParameter), which name their layers themselves
/// (docs/importing.md).</summary>
public static class CaffeReader
{
    private const string What = "the Caffe model";
    private const int TransformMessage = 100;
    private const int InputMessage = 143;

    /// <summary>Reads a model.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="beside">The JSON description beside it, or null.</param>
    /// <param name="path">Its path, for its name and messages.</param>
    /// <param name="options">What the user says of it; null for nothing.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">The file is damaged, or a layer is none of this family; it is named.</exception>
    public static FloatModel Read(byte[] bytes, byte[]? beside, string path, ImportOptions? options = null)
    {
        var layers = new List<CaffeLayer>();
        var (inputs, sizes) = (new List<string>(), new List<long>());
        foreach (var field in ProtobufField.Read(bytes, What))
        {
            switch (field.Number)
            {
                case 2:
                    throw new ModelException("its layers are of Caffe's old kind (V1). Convert it with Caffe's upgrade_net_proto_binary.");
                case 3:
                    inputs.Add(field.Text);
                    break;
                case 4:
                    sizes.AddRange(field.Integers(What));
                    break;
                case 8:
                    sizes.AddRange(Shape(field));
                    break;
                case 100:
                    layers.Add(CaffeLayer.Read(field));
                    break;
            }
        }

        if (layers.Count == 0)
        {
            throw new ModelException("it holds no layers; it is damaged, or no Caffe model.");
        }

        var assumed = ImportedModel.Caffe;
        var sources = layers.Where(l => l.Bottoms.Count == 0).ToList();
        foreach (var source in sources)
        {
            inputs.AddRange(source.Tops.Take(1));
            sizes.AddRange(source.Fields(InputMessage)[1].SelectMany(s => Shape(s)));
            assumed = Transformed(source, assumed);
        }

        inputs = [.. inputs.Distinct()];
        if (inputs.Count != 1)
        {
            throw new ModelException($"it has {inputs.Count} inputs ({string.Join(", ", inputs.Take(8))}); one is needed.");
        }

        var fixedSize = sizes.Count == 4 && sizes[2] is > 0 and <= int.MaxValue && sizes[3] is > 0 and <= int.MaxValue;
        var graph = new LayerGraph(inputs[0]) { Height = fixedSize ? (int)sizes[2] : null, Width = fixedSize ? (int)sizes[3] : null };
        CaffeLayers.Convert(layers.Where(l => l.Bottoms.Count > 0), sources.SelectMany(s => s.Tops.Skip(1)), graph);
        return ImportedModel.Build(
            graph,
            ModelDescriptionFile.ReadPart(beside, Path.ChangeExtension(path, ".json")),
            assumed,
            options ?? ImportOptions.None,
            [.. bytes, .. beside ?? []],
            path
        );
    }

    private static IEnumerable<long> Shape(ProtobufField message) =>
        message.Fields(What).Where(f => f.Number == 1).SelectMany(f => f.Integers(What));

    /// <summary>What a data layer does to pictures, where it says: crop, means, scale.</summary>
    private static InputDescription Transformed(CaffeLayer source, InputDescription assumed)
    {
        var fields = source.Fields(TransformMessage);
        var means = new List<float>();
        foreach (var field in fields[5])
        {
            field.AppendSingles(means, What);
        }

        var crop = fields[3].Select(f => f.Int).LastOrDefault();
        if (crop is > 0 and <= 1024)
        {
            assumed = assumed with { Width = crop, Height = crop, ResizeSize = Math.Max(crop, assumed.ResizeSize) };
        }

        var scale = fields[1].Select(f => f.Single).LastOrDefault(1);
        if (scale != 1 && scale > 0 && float.IsFinite(1 / scale))
        {
            assumed = assumed with { Deviation = [.. assumed.Deviation.Select(_ => 1 / scale)] };
        }

        return means.Count == 3 ? assumed with { Mean = means }
            : means.Count == 1 ? assumed with { Mean = [means[0], means[0], means[0]] }
            : assumed;
    }
}
