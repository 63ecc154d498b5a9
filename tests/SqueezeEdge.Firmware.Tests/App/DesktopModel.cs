using System.Text.Json;
using SkiaSharp;
using Spectre.Console.Testing;
using SqueezeEdge.Cli;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>A packed model in a file, and what <c>squeezeedge classify</c> says about pictures with it.</summary>
internal sealed class DesktopModel : IDisposable
{
    private static readonly Lazy<byte[]> SmallBlob = new(PackSmall);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("squeezeedge-");

    public DesktopModel(byte[] blob)
    {
        Blob = blob;
        File.WriteAllBytes(BlobPath, blob);
    }

    public byte[] Blob { get; }

    private string BlobPath => Path.Combine(_folder.FullName, "model.sqz");

    /// <summary>An untrained network whose input is large enough for frames of 320 x 240.</summary>
    public static DesktopModel Small() => new(SmallBlob.Value);

    /// <summary>The bytes of the frame in which a camera of the command line sees a picture.</summary>
    public static byte[] Frame(string picture, string camera) => CameraProfile.Find(camera).Capture(PhotoLoader.Load(picture)).Bytes;

    /// <summary>The three best classes by the command line: an array of class and probability.</summary>
    public JsonElement Classify(string picture, string camera)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = CommandLine.Run(["classify", BlobPath, picture, "--camera", camera, "--top", "3", "--json"], new TestConsole(), output, error);
        Assert.True(exitCode == 0, error.ToString());
        return JsonDocument.Parse(output.ToString()).RootElement[0].GetProperty("top");
    }

    /// <summary>Draws a picture with smooth and sharp parts.</summary>
    public string Photograph()
    {
        var path = Path.Combine(_folder.FullName, "picture.png");
        using var bitmap = new SKBitmap(400, 300);
        using (var canvas = new SKCanvas(bitmap))
        {
            using var sky = new SKPaint { Shader = SKShader.CreateLinearGradient(new SKPoint(0, 0), new SKPoint(400, 300), [SKColors.SkyBlue, SKColors.DarkOrange], SKShaderTileMode.Clamp) };
            canvas.DrawRect(0, 0, 400, 300, sky);
            using var shape = new SKPaint { Color = SKColors.DarkGreen };
            canvas.DrawCircle(210, 160, 70, shape);
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, data.ToArray());
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] PackSmall()
    {
        var random = new Random(5);
        var network = new NetworkDescription(
            "small",
            new InputDescription(144, 144, 3, ChannelOrder.Rgb, [120, 120, 120], [60, 60, 60], ResizePolicy.Squash, 160),
            [new Convolution("conv1", 6, 3, 2, 0), new MaxPool("pool1", 3, 2, true), new Fire("fire2", 4, 6, 6), new Convolution("conv3", 5, 1, 1, 0), new GlobalAverage("pool3")]);
        var tensors = new NetworkShapes(network).Tensors.Select(s => new FloatTensor(
            s,
            [.. Enumerable.Range(0, s.Weights).Select(_ => random.Next(3) == 0 ? 0 : (float)(random.NextDouble() - 0.4))],
            [.. Enumerable.Range(0, s.OutputChannels).Select(_ => (float)random.NextDouble())]));
        var model = Quantizer.Quantize(new FloatModel(network, [.. tensors], new byte[32]), [], new QuantizationOptions(), ["ant", "bee", "cow", "doe", "elk"]);
        return BlobWriter.Write(model, EncodingChoice.Choose(model, EncodingPolicy.Fast));
    }
}
