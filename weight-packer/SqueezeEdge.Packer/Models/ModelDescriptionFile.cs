// SPDX-License-Identifier: MIT
using System.Text.Json;
using System.Text.Json.Serialization;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models;

/// <summary>The JSON description that goes with safetensors weights (docs/model-description.md).</summary>
public static class ModelDescriptionFile
{
    private const int LargestDescription = 1 << 20;

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
    /// <param name="tensors">Name in the file by tensor (<c>fire2/squeeze1x1</c> to <c>features.3.squeeze</c>); tensors not listed
    /// keep their own.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ModelException">It is no JSON, a field is missing or unknown, or a value is out of range.</exception>
    public static NetworkDescription Read(ReadOnlySpan<byte> json, string where, out IReadOnlyDictionary<string, string> tensors)
    {
        var document = Parse<Document>(json, where);
        tensors = document.Tensors ?? [];
        return Check(
            new NetworkDescription(document.Name, Input(document.Input), Operations(document.Operations))
            {
                FinalRelu = document.FinalRelu ?? true,
            },
            where
        );
    }

    /// <summary>Writes a description.</summary>
    /// <param name="network">The network.</param>
    /// <returns>UTF-8 text.</returns>
    public static byte[] Write(NetworkDescription network)
    {
        var operations = network.Operations.Select<Operation, OperationDocument>(o =>
            o switch
            {
                Convolution c => new ConvolutionDocument(c.Name, c.OutputChannels, c.Kernel, c.Stride, c.Padding),
                MaxPool p => new MaxPoolDocument(p.Name, p.Kernel, p.Stride, p.CeilMode),
                Fire f => new FireDocument(f.Name, f.Squeeze, f.Expand1x1, f.Expand3x3, f.Bypass == Bypass.None ? null : f.Bypass),
                _ => new GlobalAverageDocument(o.Name),
            }
        );
        var i = network.Input;
        return JsonSerializer.SerializeToUtf8Bytes(
            new Document(
                network.Name,
                new InputDocument(i.Width, i.Height, i.Channels, i.Order, [.. i.Mean], [.. i.Deviation], i.Resize, i.ResizeSize),
                [.. operations],
                FinalRelu: network.FinalRelu ? null : false
            ),
            Options
        );
    }

    /// <summary>Reads a description that need not say everything.</summary>
    /// <param name="json">UTF-8 text, or null for a description that says nothing.</param>
    /// <param name="where">Name of the file, for messages.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="ModelException">It is no JSON, a field is unknown, or a value is of another kind.</exception>
    internal static PartialDescription ReadPart(byte[]? json, string where)
    {
        if (json is null)
        {
            return PartialDescription.Empty;
        }

        var document = Parse<PartialDocument>(json, where);
        var i = document.Input;
        return new PartialDescription(
            document.Name,
            new PartialInput
            {
                Width = i?.Width,
                Height = i?.Height,
                Channels = i?.Channels,
                Order = i?.Order,
                Mean = i?.Mean,
                Deviation = i?.Deviation,
                Resize = i?.Resize,
                ResizeSize = i?.ResizeSize,
            },
            document.Operations is null ? null : Operations(document.Operations),
            document.FinalRelu,
            document.Tensors
        );
    }

    /// <summary>Checks what <see cref="NetworkShapes"/> does not: the input and the name.</summary>
    /// <param name="network">The network.</param>
    /// <param name="where">Name of its file, for messages.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ModelException">A value is out of range.</exception>
    internal static NetworkDescription Check(NetworkDescription network, string where)
    {
        var i = network.Input;
        var colour = i.Order == ChannelOrder.Grey ? 1 : 3;
        Require(
            i.Width is >= 1 and <= NetworkLimits.Side && i.Height is >= 1 and <= NetworkLimits.Side,
            $"the input must be 1..{NetworkLimits.Side} pixels wide and high"
        );
        Require(i.Channels == colour, $"the order '{i.Order}' needs {colour} channels");
        Require(i.Mean.Count == colour && i.Deviation.Count == colour, $"mean and deviation need {colour} values");
        Require(i.Mean.All(m => m is >= 0 and <= 255), "each mean must lie in 0..255");
        Require(i.Deviation.All(d => d > 0 && float.IsFinite(d)), "each deviation must be positive");
        Require(i.ResizeSize >= Math.Max(i.Width, i.Height) && i.ResizeSize <= 65535, "resizeSize must not be smaller than the input");
        Require(
            System.Text.Encoding.UTF8.GetByteCount(network.Name) is >= 1 and <= NetworkLimits.NameBytes,
            $"the name must take 1..{NetworkLimits.NameBytes} bytes"
        );
        Require(
            network.Operations.Count is >= 2 and <= NetworkLimits.Operations,
            $"there must be 2..{NetworkLimits.Operations} operations"
        );
        Require(network.Operations.DistinctBy(o => o.Name).Count() == network.Operations.Count, "two operations have the same name");
        return network;

        void Require(bool condition, string what)
        {
            if (!condition)
            {
                throw new ModelException($"'{where}': {what}. See docs/model-description.md.");
            }
        }
    }

    private static T Parse<T>(ReadOnlySpan<byte> json, string where)
        where T : class
    {
        if (json.Length > LargestDescription)
        {
            throw new ModelException($"'{where}' has {json.Length:N0} bytes; a model description has at most {LargestDescription:N0}.");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new ModelException($"'{where}' is empty.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new ModelException($"'{where}' is no valid model description: {JsonFault.Describe(e)} See docs/model-description.md.", e);
        }
    }

    private static InputDescription Input(InputDocument i) =>
        new(i.Width, i.Height, i.Channels, i.Order, i.Mean, i.Deviation, i.Resize, i.ResizeSize);

    private static List<Operation> Operations(OperationDocument[] operations) =>
        [
            .. operations.Select<OperationDocument, Operation>(o =>
                o switch
                {
                    ConvolutionDocument c => new Convolution(c.Name, c.OutputChannels, c.Kernel, c.Stride, c.Padding),
                    MaxPoolDocument p => new MaxPool(p.Name, p.Kernel, p.Stride, p.CeilMode),
                    FireDocument f => new Fire(f.Name, f.Squeeze, f.Expand1x1, f.Expand3x3, f.Bypass ?? Bypass.None),
                    _ => new GlobalAverage(o.Name),
                }
            ),
        ];

    private sealed record PartialDocument(
        string? Name = null,
        PartialInputDocument? Input = null,
        OperationDocument[]? Operations = null,
        Dictionary<string, string>? Tensors = null,
        bool? FinalRelu = null
    );

    private sealed record PartialInputDocument(
        int? Width = null,
        int? Height = null,
        int? Channels = null,
        ChannelOrder? Order = null,
        float[]? Mean = null,
        float[]? Deviation = null,
        ResizePolicy? Resize = null,
        int? ResizeSize = null
    );

    private sealed record Document(
        string Name,
        InputDocument Input,
        OperationDocument[] Operations,
        Dictionary<string, string>? Tensors = null,
        bool? FinalRelu = null
    );

    private sealed record InputDocument(
        int Width,
        int Height,
        int Channels,
        ChannelOrder Order,
        float[] Mean,
        float[] Deviation,
        ResizePolicy Resize,
        int ResizeSize
    );

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(ConvolutionDocument), "convolution")]
    [JsonDerivedType(typeof(MaxPoolDocument), "maxPool")]
    [JsonDerivedType(typeof(FireDocument), "fire")]
    [JsonDerivedType(typeof(GlobalAverageDocument), "globalAverage")]
    private abstract record OperationDocument(string Name);

    private sealed record ConvolutionDocument(string Name, int OutputChannels, int Kernel, int Stride, int Padding)
        : OperationDocument(Name);

    private sealed record MaxPoolDocument(string Name, int Kernel, int Stride, bool CeilMode) : OperationDocument(Name);

    private sealed record FireDocument(string Name, int Squeeze, int Expand1x1, int Expand3x3, Bypass? Bypass = null)
        : OperationDocument(Name);

    private sealed record GlobalAverageDocument(string Name) : OperationDocument(Name);
}
