// SPDX-License-Identifier: MIT
using System.Text.Json;
using SkiaSharp;
using Spectre.Console.Testing;
using SqueezeEdge.Cli;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Tests;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>A packed model in a file, and what <c>squeezeedge classify</c> says about pictures with it.</summary>
internal sealed class DesktopModel : IDisposable
{
    private static readonly Lazy<byte[]> SmallBlob = new(PackSmall);

    private readonly TemporaryFolder _folder = new();

    public DesktopModel(byte[] blob)
    {
        Blob = blob;
        _folder.Write("model.sqz", blob);
    }

    public byte[] Blob { get; }

    private string BlobPath => _folder.Path("model.sqz");

    /// <summary>An untrained network whose input is large enough for frames of 320 x 240.</summary>
    public static DesktopModel Small() => new(SmallBlob.Value);

    /// <summary>The bytes of the frame in which a camera of the command line sees a picture.</summary>
    public static byte[] Frame(string picture, string camera) => CameraProfile.Find(camera).Capture(PhotoLoader.Load(picture)).Bytes;

    /// <summary>The three best classes by the command line: an array of class and probability.</summary>
    public JsonElement Classify(string picture, string camera)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = CommandLine.Run(
            ["classify", BlobPath, picture, "--camera", camera, "--top", "3", "--json"],
            new TestConsole(),
            output,
            error
        );
        Assert.True(exitCode == 0, error.ToString());
        return JsonDocument.Parse(output.ToString()).RootElement[0].GetProperty("top");
    }

    /// <summary>Draws a picture with smooth and sharp parts.</summary>
    public string Photograph()
    {
        using var bitmap = new SKBitmap(400, 300);
        using (var canvas = new SKCanvas(bitmap))
        {
            using var sky = new SKPaint
            {
                Shader = SKShader.CreateLinearGradient(
                    new SKPoint(0, 0),
                    new SKPoint(400, 300),
                    [SKColors.SkyBlue, SKColors.DarkOrange],
                    SKShaderTileMode.Clamp
                ),
            };
            canvas.DrawRect(0, 0, 400, 300, sky);
            using var shape = new SKPaint { Color = SKColors.DarkGreen };
            canvas.DrawCircle(210, 160, 70, shape);
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return _folder.Write("picture.png", data.ToArray());
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] PackSmall()
    {
        var trained = TestNetworks.Colour144();
        var model = Quantizer.Quantize(
            trained,
            TestNetworks.Inputs(trained.Network.Input, 4),
            new QuantizationOptions(),
            ["ant", "bee", "cow", "doe", "elk"]
        );
        return BlobWriter.Write(model, EncodingChoice.Choose(model, EncodingPolicy.Fast));
    }
}
