using System.Text.Json;
using System.Text.Json.Serialization;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models;

/// <summary>The JSON description that goes with safetensors weights (docs/model-description.md).</summary>
public static class ModelDescriptionFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowOutOfOrderMetadataProperties = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads a description.</summary>
    /// <param name="json">UTF-8 text.</param>
    /// <param name="where">Name of the file, for messages.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ModelException">It is no JSON, a field is missing or unknown, or a value is out of range.</exception>
    public static NetworkDescription Read(ReadOnlySpan<byte> json, string where) => Read(json, where, out _);

    /// <summary>Reads a description and the names its weights have in the weight file.</summary>
    /// <param name="json">UTF-8 text.</param>
    /// <param name="where">Name of the file, for messages.</param>
    /// <param name="tensors">Name in the file by tensor (<c>fire2/squeeze1x1</c> to <c>features.3.squeeze</c>); tensors not listed keep their own.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ModelException">It is no JSON, a field is missing or unknown, or a value is out of range.</exception>
    public static NetworkDescription Read(ReadOnlySpan<byte> json, string where, out IReadOnlyDictionary<string, string> tensors)
    {
        try
        {
            var document = JsonSerializer.Deserialize<Document>(json, Options) ?? throw new ModelException($"'{where}' is empty.");
            tensors = document.Tensors ?? [];
            return Check(document, where);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new ModelException($"'{where}' is no valid model description: {e.Message} See docs/model-description.md.", e);
        }
    }

    /// <summary>Writes a description.</summary>
    /// <param name="network">The network.</param>
    /// <returns>UTF-8 text.</returns>
    public static byte[] Write(NetworkDescription network)
    {
        var operations = network.Operations.Select<Operation, OperationDocument>(o => o switch
        {
            Convolution c => new ConvolutionDocument(c.Name, c.OutputChannels, c.Kernel, c.Stride, c.Padding),
            MaxPool p => new MaxPoolDocument(p.Name, p.Kernel, p.Stride, p.CeilMode),
            Fire f => new FireDocument(f.Name, f.Squeeze, f.Expand1x1, f.Expand3x3, f.Bypass == Bypass.None ? null : f.Bypass),
            _ => new GlobalAverageDocument(o.Name),
        });
        var i = network.Input;
        return JsonSerializer.SerializeToUtf8Bytes(
            new Document(network.Name, new InputDocument(i.Width, i.Height, i.Channels, i.Order, [.. i.Mean], [.. i.Deviation], i.Resize, i.ResizeSize), [.. operations]),
            Options);
    }

    private static NetworkDescription Check(Document document, string where)
    {
        var i = document.Input;
        var colour = i.Order == ChannelOrder.Grey ? 1 : 3;
        Require(i.Width is >= 1 and <= 1024 && i.Height is >= 1 and <= 1024, "the input must be 1..1024 pixels wide and high");
        Require(i.Channels == colour, $"the order '{i.Order}' needs {colour} channels");
        Require(i.Mean.Length == colour && i.Deviation.Length == colour, $"mean and deviation need {colour} values");
        Require(i.Mean.All(m => m is >= 0 and <= 255), "each mean must lie in 0..255");
        Require(i.Deviation.All(d => d > 0 && float.IsFinite(d)), "each deviation must be positive");
        Require(i.ResizeSize >= Math.Max(i.Width, i.Height) && i.ResizeSize <= 65535, "resizeSize must not be smaller than the input");
        Require(System.Text.Encoding.UTF8.GetByteCount(document.Name) is >= 1 and <= 31, "the name must take 1..31 bytes");
        Require(document.Operations.Length is >= 2 and <= 64, "there must be 2..64 operations");
        var operations = document.Operations.Select<OperationDocument, Operation>(o => o switch
        {
            ConvolutionDocument c => new Convolution(c.Name, c.OutputChannels, c.Kernel, c.Stride, c.Padding),
            MaxPoolDocument p => new MaxPool(p.Name, p.Kernel, p.Stride, p.CeilMode),
            FireDocument f => new Fire(f.Name, f.Squeeze, f.Expand1x1, f.Expand3x3, f.Bypass ?? Bypass.None),
            _ => new GlobalAverage(o.Name),
        });
        return new NetworkDescription(document.Name, new InputDescription(i.Width, i.Height, i.Channels, i.Order, i.Mean, i.Deviation, i.Resize, i.ResizeSize), [.. operations]);

        void Require(bool condition, string what)
        {
            if (!condition)
            {
                throw new ModelException($"'{where}': {what}. See docs/model-description.md.");
            }
        }
    }

    private sealed record Document(string Name, InputDocument Input, OperationDocument[] Operations, Dictionary<string, string>? Tensors = null);

    private sealed record InputDocument(int Width, int Height, int Channels, ChannelOrder Order, float[] Mean, float[] Deviation, ResizePolicy Resize, int ResizeSize);

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(ConvolutionDocument), "convolution")]
    [JsonDerivedType(typeof(MaxPoolDocument), "maxPool")]
    [JsonDerivedType(typeof(FireDocument), "fire")]
    [JsonDerivedType(typeof(GlobalAverageDocument), "globalAverage")]
    private abstract record OperationDocument(string Name);

    private sealed record ConvolutionDocument(string Name, int OutputChannels, int Kernel, int Stride, int Padding) : OperationDocument(Name);

    private sealed record MaxPoolDocument(string Name, int Kernel, int Stride, bool CeilMode) : OperationDocument(Name);

    private sealed record FireDocument(string Name, int Squeeze, int Expand1x1, int Expand3x3, Bypass? Bypass = null) : OperationDocument(Name);

    private sealed record GlobalAverageDocument(string Name) : OperationDocument(Name);
}
