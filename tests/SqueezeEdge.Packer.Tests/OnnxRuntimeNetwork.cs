// SPDX-License-Identifier: MIT
using Microsoft.ML.OnnxRuntime;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Models.Onnx;

namespace SqueezeEdge.Packer.Tests;

/// <summary>A model as ONNX Runtime executes its export.</summary>
public sealed class OnnxRuntimeNetwork(FloatModel model) : IDisposable
{
    /// <summary>Largest difference between two orders of float32 sums, relative to the largest logit.</summary>
    private const float Rounding = 2e-5f;

    private readonly InferenceSession session = new(OnnxWriter.Write(model));

    /// <summary>Classifies an input.</summary>
    public float[] Run(byte[] planes)
    {
        var input = model.Network.Input;
        var map = FloatNetwork.Normalise(planes, input);
        using var value = OrtValue.CreateTensorValueFromMemory(map.Values, [1, input.Channels, input.Height, input.Width]);
        using var options = new RunOptions();
        using var results = session.Run(options, [OnnxWriter.InputName], [value], [OnnxWriter.OutputName]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>Asserts that it gives these logits but for rounding.</summary>
    public void Agrees(byte[] planes, float[] logits)
    {
        var actual = Run(planes);
        var scale = logits.Max(MathF.Abs);
        Assert.True(scale > 0);
        Assert.Equal(logits.Length, actual.Length);
        Assert.InRange(logits.Zip(actual).Max(p => MathF.Abs(p.First - p.Second)), 0, Rounding * scale);
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
