// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Tests;

namespace SqueezeEdge.Figures.Tests;

/// <summary>The real SqueezeNet v1.0, quantized once for all tests, calibrated on 200 of the 500 sample pictures.</summary>
public sealed class ImageNetFixture
{
    private readonly Lazy<(FloatModel Float, QuantizedModel Integer)> models = new(() =>
    {
        var model = ModelLoader.Load(SharedMaterial.DeepCompressedModel);
        var inputs = CalibrationPictures.Read(Calibration, model.Network.Input, Assert.Fail);
        return (model, Quantizer.Quantize(model, inputs, new QuantizationOptions(), []));
    });

    /// <summary>The labelled sample pictures.</summary>
    public static IReadOnlyList<LabelledImage> Pictures => LabelledImages.List(SharedMaterial.Photographs);

    /// <summary>The 200 of them the scales are chosen on.</summary>
    public static IReadOnlyList<LabelledImage> Calibration =>
        [.. Enumerable.Range(0, 200).Select(i => Pictures[(int)((long)i * Pictures.Count / 200)])];

    /// <summary>The others: what the integers have not seen.</summary>
    public static IReadOnlyList<LabelledImage> HeldOut => [.. Pictures.Except(Calibration)];

    /// <summary>The trained weights.</summary>
    public FloatModel Float => Require().Float;

    /// <summary>The quantized network.</summary>
    public QuantizedModel Integer => Require().Integer;

    private (FloatModel Float, QuantizedModel Integer) Require()
    {
        // Skips, if it must, outside the lazy value, which would keep the exception.
        _ = SharedMaterial.DeepCompressedModel;
        _ = SharedMaterial.Photographs;
        return models.Value;
    }
}
