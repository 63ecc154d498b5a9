// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Execution.Emulator;
using SqueezeEdge.Packer.Verification;

namespace SqueezeEdge.Figures.Tests;

/// <summary>A full-size network that needs no trained weights: exactness and figures on every target.</summary>
public sealed class SyntheticNetworkTests
{
    [Theory]
    [InlineData(EncodingPolicy.Compact)]
    [InlineData(EncodingPolicy.Fast)]
    [InlineData(EncodingPolicy.Auto)]
    public void EveryByteIsTheSameEverywhereAndNothingGrew(EncodingPolicy policy)
    {
        var targets = Targets.All;
        var model = SyntheticNetwork.Create();
        var blob = BlobWriter.Write(model, EncodingChoice.Choose(model, policy));
        var frame = TestPattern.Create(227, 227);

        var report = Verifier.Run(blob, [frame], targets);
        Assert.Null(report.FirstDifference);

        var name = $"synthetic v1.0, {policy.ToString().ToLowerInvariant()}";
        RecordedFigures.Check($"{name}: blob bytes", blob.Length);
        foreach (var target in targets.OfType<EmulatedTarget>())
        {
            var run = ((IInferenceTarget)target).Run(blob, frame, RunOptions.Default);
            Assert.Equal(new ArenaPlan(BlobReader.Read(blob)).Blocks, run.Arena);
            Assert.True(run.ArenaTouched!.Value.Persistent <= run.Arena.Persistent && run.ArenaTouched.Value.Scratch <= run.Arena.Scratch);
            RecordedFigures.Check($"{name}, {target.Name}: instructions", run.Instructions!.Value);
            RecordedFigures.Check($"{name}, {target.Name}: arena bytes", run.Arena.Total);
            RecordedFigures.Check($"{name}, {target.Name}: arena persistent bytes", run.Arena.Persistent);
            RecordedFigures.Check($"{name}, {target.Name}: arena scratch bytes", run.Arena.Scratch);
            RecordedFigures.Check($"{name}, {target.Name}: stack bytes", run.StackBytes!.Value);
        }
    }

    [Fact]
    public void AFrameOfAnotherSizeIsResampledTheSameEverywhere()
    {
        var targets = Targets.All;
        var model = SyntheticNetwork.Create();
        var blob = BlobWriter.Write(model, EncodingChoice.Choose(model, EncodingPolicy.Fast));
        var report = Verifier.Run(blob, [TestPattern.Create(320, 240)], targets);
        Assert.Null(report.FirstDifference);
    }
}
