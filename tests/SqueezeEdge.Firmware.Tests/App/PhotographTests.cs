// SPDX-License-Identifier: MIT
using SqueezeEdge.App;
using SqueezeEdge.App.Device;
using SqueezeEdge.Cameras.ArduCamMega;
using SqueezeEdge.Firmware.Tests.Drivers;
using SqueezeEdge.Firmware.Tests.Interop;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Tests;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>The shipped and the real model through the application: the classes are those of the command line.</summary>
public sealed class PhotographTests
{
    private readonly SimulatedClock _clock = new();
    private readonly RecordedConsole _console = new();

    [Fact]
    public void TheDefaultModelNamesTheStoredAnkleBoot()
    {
        using var model = new DesktopModel(File.ReadAllBytes(new DefaultModel(RepositoryLayout.Find()).Blob));
        Run(
            model,
            new SimulatedBoard((_, _) => new SqueezeEdge.Cameras.StoredFrame.StoredFrameCamera(new SqueezeEdge.App.Frames.AnkleBoot()))
        );
        Assert.StartsWith("frame 1: Ankle boot 9", _console.Text.Last());
    }

    [Fact]
    public void TheDefaultModelSeesWhatTheCommandLineSees()
    {
        using var model = new DesktopModel(File.ReadAllBytes(new DefaultModel(RepositoryLayout.Find()).Blob));
        var picture = model.Photograph();
        var module = new SimulatedMega(_clock) { Scene = DesktopModel.Frame(picture, "96x96-rgb565") };
        Run(
            model,
            new SimulatedBoard(
                (w, h) => new ArduCamMegaCamera(module, _clock, w == 96 && h == 96 ? MegaResolution.Square96 : -1, Esp32Board.TransferBytes)
            )
        );
        ResultLines.AssertTop(model.Classify(picture, "96x96-rgb565"), _console.Json.Last());
    }

    [Fact]
    public void TheImageNetModelSeesWhatTheCommandLineSees()
    {
        var trained = ModelLoader.Load(SharedMaterial.DeepCompressedModel);
        var pictures = LabelledImages.List(SharedMaterial.Photographs);
        var inputs = pictures.Take(10).Select(p => PixelPlanes.From(p.Load(), trained.Network.Input)).ToList();
        var quantized = Quantizer.Quantize(trained, inputs, new QuantizationOptions(), []);
        using var model = new DesktopModel(BlobWriter.Write(quantized, EncodingChoice.Choose(quantized, EncodingPolicy.Fast)));
        foreach (var picture in new[] { pictures[3].Path, pictures[120].Path, pictures[377].Path })
        {
            var module = new SimulatedMega(_clock) { Scene = DesktopModel.Frame(picture, "qvga-rgb565") };
            Run(model, new SimulatedBoard((_, _) => new ArduCamMegaCamera(module, _clock, MegaResolution.Qvga, Esp32Board.TransferBytes)));
            ResultLines.AssertTop(model.Classify(picture, "qvga-rgb565"), _console.Json.Last());
        }
    }

    private void Run(DesktopModel model, SimulatedBoard board)
    {
        using var kernels = new DesktopKernels(new Dictionary<string, byte[]?> { [Application.ModelPartition] = model.Blob });
        Assert.Equal(0, new Application(board, kernels, _console, _clock).Step());
    }
}
