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
using SqueezeEdge.Packer.Topology;
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
            RecordedFigures.Check($"{name}, {target.Name}: arena bytes", run.Arena.Total);
            RecordedFigures.Check($"{name}, {target.Name}: arena persistent bytes", run.Arena.Persistent);
            RecordedFigures.Check($"{name}, {target.Name}: arena scratch bytes", run.Arena.Scratch);
            RecordedFigures.Check($"{name}, {target.Name}: stack bytes", run.StackBytes!.Value);
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
        var (calibration, heldOut) = (Evaluate(ImageNetFixture.Calibration), Evaluate(ImageNetFixture.HeldOut));
        TestContext.Current.TestOutputHelper?.WriteLine($"{calibration}\n{heldOut}");
        Assert.Equal(500, calibration.Images + heldOut.Images);
        Assert.True(heldOut.Agree >= 91, heldOut.ToString());
        RecordedFigures.CheckPictures("ImageNet v1.0, held out: pictures", heldOut.Images);
        RecordedFigures.CheckPictures("ImageNet v1.0, held out: same class", Count(heldOut, heldOut.Agree));

        var all = calibration.Images + heldOut.Images;
        var top1 = Count(calibration, calibration.Top1) + Count(heldOut, heldOut.Top1);
        var top5 = Count(calibration, calibration.Top5) + Count(heldOut, heldOut.Top5);
        var floatTop1 = Count(calibration, calibration.FloatTop1) + Count(heldOut, heldOut.FloatTop1);
        var floatTop5 = Count(calibration, calibration.FloatTop5) + Count(heldOut, heldOut.FloatTop5);
        Assert.InRange(100.0 * (top1 - floatTop1) / all, -1.5, 1.5);
        Assert.InRange(100.0 * (top5 - floatTop5) / all, -1.5, 1.5);
        RecordedFigures.CheckPictures("ImageNet v1.0: pictures", all);
        RecordedFigures.CheckPictures("ImageNet v1.0, integers: top-1", top1);
        RecordedFigures.CheckPictures("ImageNet v1.0, integers: top-5", top5);
        RecordedFigures.CheckPictures("ImageNet v1.0, float: top-1", floatTop1);
        RecordedFigures.CheckPictures("ImageNet v1.0, float: top-5", floatTop5);

        EvaluationReport Evaluate(IReadOnlyList<LabelledImage> pictures) =>
            Evaluator.Run(blob, pictures, imageNet.Float, new HostTarget(Targets.Host));
    }

    /// <summary>A landscape frame cuts portrait pictures; the rest comes close to pictures at the input size.</summary>
    [Fact]
    public void ACameraSeesWhatTheNetworkWasTrainedOn()
    {
        var model = imageNet.Integer;
        var blob = BlobWriter.Write(model, EncodingChoice.Choose(model, EncodingPolicy.Fast));
        var packed = BlobReader.Read(blob);
        var more = new ArenaPlan(packed, 320, 240).Total - new ArenaPlan(packed).Total;
        RecordedFigures.Check("ImageNet v1.0, fast: more arena bytes for 320x240", more);
        var report = Evaluator.Run(blob, ImageNetFixture.Pictures, null, new HostTarget(Targets.Host), CameraProfile.Find("qvga-rgb565"));
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(report.Top1 >= 59, report.ToString());
        Assert.True(report.Top5 >= 80, report.ToString());
        RecordedFigures.CheckPictures("ImageNet v1.0, qvga-rgb565: top-1", Count(report, report.Top1));
        RecordedFigures.CheckPictures("ImageNet v1.0, qvga-rgb565: top-5", Count(report, report.Top5));
    }

    /// <summary>The table of docs/benchmarks.md that says where the instructions go.</summary>
    [Fact]
    public void EveryPartOfTheNetworkTakesTheInstructionsRecorded()
    {
        var model = imageNet.Integer;
        var blob = BlobWriter.Write(model, EncodingChoice.Choose(model, EncodingPolicy.Fast));
        IInferenceTarget target = Targets.All.OfType<EmulatedTarget>().Single(t => t.Name == "rv32");
        var input = model.Network.Input;
        var run = target.Run(blob, TestPattern.Create(input.Width, input.Height), RunOptions.Default with { Profile = true });
        var counted = model.Tensors.Select((t, i) => (Tensor: t, Ticks: run.TensorInstructions![i]));
        foreach (var part in counted.GroupBy(t => Part(t.Tensor.Shape)))
        {
            RecordedFigures.Check($"ImageNet v1.0, fast, rv32, {part.Key}: instructions", part.Sum(t => t.Ticks));
            RecordedFigures.Check(
                $"ImageNet v1.0, fast, {part.Key}: nonzero multiplications",
                part.Sum(t => (long)t.Tensor.Indices.Count(c => c != 0) * t.Tensor.Shape.OutputHeight * t.Tensor.Shape.OutputWidth)
            );
        }

        string Part(TensorShape shape) =>
            shape == model.Tensors[0].Shape ? "conv1 with pool1"
            : shape == model.Tensors[^1].Shape ? "conv10"
            : shape.Role switch
            {
                TensorRole.Squeeze => "squeezes",
                TensorRole.Expand1x1 => "expand1x1",
                TensorRole.Expand3x3 => "expand3x3",
                _ => throw new InvalidOperationException($"'{shape.Name}' belongs to no part."),
            };
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

    private static int Count(EvaluationReport report, double? percent) => (int)Math.Round(percent!.Value * report.Images / 100);
}
