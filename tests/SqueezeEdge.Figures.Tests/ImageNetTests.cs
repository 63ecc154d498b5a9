// SPDX-License-Identifier: MIT
using System.Numerics.Tensors;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Evaluation;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Execution.Emulator;
using SqueezeEdge.Packer.Execution.Host;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Tests;
using SqueezeEdge.Packer.Verification;

namespace SqueezeEdge.Figures.Tests;

/// <summary>What the project promises of the real ImageNet network (docs/benchmarks.md).</summary>
public sealed class ImageNetTests(ImageNetFixture imageNet) : IClassFixture<ImageNetFixture>
{
    [Theory]
    [InlineData(EncodingPolicy.Compact, 1_100_000_000, 1_255_000_000)]
    [InlineData(EncodingPolicy.Fast, 1_000_000_000, 1_150_000_000)]
    [InlineData(EncodingPolicy.Auto, 1_100_000_000, 1_255_000_000)]
    public void APhotographGivesTheSameBytesEverywhereWithinItsBudget(EncodingPolicy policy, long rv32, long xtensa)
    {
        var model = imageNet.Integer;
        var targets = Targets.All;
        var blob = BlobWriter.Write(model, EncodingChoice.Choose(model, policy));
        var photograph = PhotoLoader.Load(ImageNetFixture.Pictures[3].Path);
        var frame = CameraFrame.From(InputResizer.Resize(photograph, model.Network.Input), PixelFormat.Rgb888);

        var report = Verifier.Run(blob, [frame], targets);
        Assert.Null(report.FirstDifference);

        var name = $"ImageNet v1.0, {policy.ToString().ToLowerInvariant()}";
        RecordedFigures.Check($"{name}: blob bytes", blob.Length);
        foreach (var target in targets.OfType<EmulatedTarget>())
        {
            var run = ((IInferenceTarget)target).Run(blob, frame, RunOptions.Default);
            Assert.True(
                run.Instructions <= (target.Name == "rv32" ? rv32 : xtensa),
                $"{run.Instructions:N0} instructions on {target.Name}"
            );
            Assert.True(run.Arena is { Persistent: <= 54_000, Scratch: <= 41_500 }, $"{run.Arena}");
            Assert.True(run.StackBytes <= 1536, $"stack {run.StackBytes:N0} bytes");
            RecordedFigures.Check($"{name}, {target.Name}: instructions", run.Instructions!.Value);
            RecordedFigures.Check($"{name}, {target.Name}: arena persistent bytes", run.Arena.Persistent);
            RecordedFigures.Check($"{name}, {target.Name}: arena scratch bytes", run.Arena.Scratch);
        }
    }

    [Fact]
    public void TheCompactBlobIsSmallerThanThePapers()
    {
        var model = imageNet.Integer;
        var blob = BlobWriter.Write(model, EncodingChoice.Choose(model, EncodingPolicy.Compact));
        Assert.True(blob.Length <= 425_000, $"{blob.Length:N0} bytes; the paper's is 470,000");
    }

    [Fact]
    public void TheIntegersAgreeWithFloat()
    {
        var model = imageNet.Integer;
        var blob = BlobWriter.Write(model, EncodingChoice.Choose(model, EncodingPolicy.Fast));
        var report = Evaluator.Run(blob, ImageNetFixture.Pictures, imageNet.Float, new HostTarget(Targets.Host));
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(report.Agree >= 92, report.ToString());
        Assert.True(Math.Abs(report.Top1 - report.FloatTop1!.Value) <= 1.5, report.ToString());
        Assert.True(Math.Abs(report.Top5 - report.FloatTop5!.Value) <= 1.5, report.ToString());
    }

    /// <summary>A landscape frame cuts portrait pictures; the rest comes close to pictures at the input size.</summary>
    [Fact]
    public void ACameraSeesWhatTheNetworkWasTrainedOn()
    {
        var model = imageNet.Integer;
        var blob = BlobWriter.Write(model, EncodingChoice.Choose(model, EncodingPolicy.Fast));
        var report = Evaluator.Run(blob, ImageNetFixture.Pictures, null, new HostTarget(Targets.Host), CameraProfile.Find("qvga-rgb565"));
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(report.Top1 >= 59, report.ToString());
        Assert.True(report.Top5 >= 80, report.ToString());
    }

    /// <summary>ONNX Runtime, on the dequantized weights, comes as close to the integers as their rounding and saturation allow.</summary>
    [Fact]
    public void AnotherRuntimeConfirmsTheQuantizedWeights()
    {
        var dequantized = Dequantizer.Dequantize(imageNet.Integer);
        var (real, integers) = (new FloatNetwork(dequantized), new IntegerNetwork(imageNet.Integer));
        var unit = (float)(imageNet.Integer.ProbabilityScale / (Math.Pow(2, 27) * Math.Log2(Math.E)));
        using var other = new OnnxRuntimeNetwork(dequantized);
        foreach (var picture in ImageNetFixture.Pictures.Where((_, i) => i % 100 == 50))
        {
            var planes = PixelPlanes.From(picture.Load(), dequantized.Network.Input);
            other.Agrees(planes, real.Run(planes));
            var logits = other.Run(planes);
            var sums = integers.Run(planes).Select(s => s * unit).ToArray();
            Assert.InRange(TensorPrimitives.Distance(sums, logits) / TensorPrimitives.Norm<float>(logits), 0, 0.1f);
        }
    }
}
