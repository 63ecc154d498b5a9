// SPDX-License-Identifier: MIT
using System.Text.Json;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Evaluation;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Execution.Emulator;
using SqueezeEdge.Packer.Execution.Host;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Topology;
using SqueezeEdge.Packer.Verification;

namespace SqueezeEdge.Figures.Tests;

/// <summary>The default model is what its card says: on all 10,000 test pictures, in flash, in RAM and in instructions.</summary>
public sealed class DefaultModelTests
{
    private static readonly DefaultModel Files = new(RepositoryLayout.Find());
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };

    [Fact]
    public void TheBlobIsRightAsOftenAsTheCardSays()
    {
        NeedData();
        var report = Evaluator.Run(
            File.ReadAllBytes(Files.Blob),
            LabelledImages.List(DefaultModel.TestPictures),
            null,
            new HostTarget(Targets.Host)
        );
        var right = (int)Math.Round(report.Top1 * 100);
        Record(card => card with { Images = report.Images, BlobRight = right });
        Assert.Equal((10_000, right), (report.Images, Card().BlobRight));
    }

    [Fact]
    public void TheFloatModelIsRightAsOftenAsTheCardSaysAndTheBlobStaysClose()
    {
        NeedData();
        var model = ModelLoader.Load(Files.Weights);
        var network = new FloatNetwork(model);
        var right = LabelledImages
            .List(DefaultModel.TestPictures)
            .AsParallel()
            .Count(i =>
            {
                var logits = network.Run(PixelPlanes.From(i.Load(), model.Network.Input));
                return Array.IndexOf(logits, logits.Max()) == i.ClassIndex;
            });
        Record(card => card with { FloatRight = right });
        var card = Card();
        Assert.InRange(right, card.FloatRight - 3, card.FloatRight + 3); // the order of float additions depends on the machine
        Assert.True(card.FloatRight >= 9300, $"float: {card.FloatRight} of 10,000");
        Assert.True(Math.Abs(card.FloatRight - card.BlobRight) <= 50, $"float {card.FloatRight}, blob {card.BlobRight} of 10,000");
    }

    [Fact]
    public void PackingAgainGivesAsGoodABlob()
    {
        NeedData();
        var model = ModelLoader.Load(Files.Weights);
        var training = LabelledImages.List(DefaultModel.TrainingPictures);
        var inputs = Enumerable
            .Range(0, 200)
            .Select(i => PixelPlanes.From(training[i * training.Count / 200].Load(), model.Network.Input))
            .ToList();
        var quantized = Quantizer.Quantize(model, inputs, new QuantizationOptions(), File.ReadAllLines(Files.Labels));
        var blob = BlobWriter.Write(quantized, EncodingChoice.Choose(quantized, EncodingPolicy.Auto, DefaultModel.Budget));
        var right = Evaluator.Run(blob, LabelledImages.List(DefaultModel.TestPictures), null, new HostTarget(Targets.Host)).Top1 * 100;
        Assert.InRange(right, Card().FloatRight - 50, 10_000);
        Assert.InRange(blob.Length, 1, 120_000);
    }

    [Fact]
    public void ItFitsItsPromisesOnEveryTarget()
    {
        var targets = Targets.All;
        var blob = File.ReadAllBytes(Files.Blob);
        var packed = BlobReader.Read(blob);
        var input = packed.Model.Network.Input;
        Assert.Null(
            Verifier.Run(blob, [TestPattern.Create(input.Width, input.Height), TestPattern.Create(96, 96)], targets).FirstDifference
        );
        Record(card => card with { BlobBytes = blob.Length, ArenaBytes = new ArenaPlan(packed).Total });
        foreach (var target in targets.OfType<EmulatedTarget>())
        {
            var run = ((IInferenceTarget)target).Run(blob, TestPattern.Create(input.Width, input.Height), RunOptions.Default);
            var measured = new TargetFigures(run.Instructions!.Value, run.StackBytes!.Value);
            Record(card => card with { Targets = new SortedDictionary<string, TargetFigures>(card.Targets) { [target.Name] = measured } });
            Assert.InRange(measured.Instructions, 1, 60_000_000);
            var recorded = new Dictionary<string, long>
            {
                ["instructions"] = Card().Targets[target.Name].Instructions,
                ["stack"] = Card().Targets[target.Name].StackBytes,
            };
            Assert.Null(RecordedFigures.Problem("instructions", measured.Instructions, recorded));
            Assert.Null(RecordedFigures.Problem("stack", measured.StackBytes, recorded));
            Assert.Equal(Card().ArenaBytes, run.Arena.Total);
        }

        Assert.Equal(Card().BlobBytes, blob.Length);
        Assert.InRange(blob.Length, 1, 120_000);
        Assert.InRange(Card().ArenaBytes, 1, 40 * 1024);
    }

    [Fact]
    public void TheLayersThePaperPrunesKeepAtMost35Percent()
    {
        var model = ModelLoader.Load(Files.Weights);
        var pruned = model
            .Tensors.Where(t =>
                t.Shape.Role == TensorRole.Expand3x3
                || t.Shape.Name == "conv10"
                || (t.Shape.Name is "fire6/expand1x1" or "fire7/squeeze1x1" or "fire8/expand1x1" or "fire9/squeeze1x1")
            )
            .ToList();
        Assert.Equal(8 + 1 + 4, pruned.Count);
        Assert.True(pruned.Sum(t => t.Weights.Count(w => w != 0)) <= 0.35 * pruned.Sum(t => t.Weights.Length));
        Assert.Equal(
            model.Tensors.Select(t => t.Weights.Select(w => w == 0)),
            BlobReader.Read(File.ReadAllBytes(Files.Blob)).Model.Tensors.Select(t => t.Indices.Select(c => c == 0))
        );
    }

    private static void NeedData() => Assert.SkipUnless(DefaultModel.HasData, DefaultModel.HowToGetData);

    private static ModelCard Card() =>
        File.Exists(Files.Card)
            ? JsonSerializer.Deserialize<ModelCard>(File.ReadAllText(Files.Card), Options)!
            : new ModelCard(0, 0, 0, 0, 0, []);

    private static void Record(Func<ModelCard, ModelCard> change)
    {
        if (RecordedFigures.Recording)
        {
            RecordedFigures.Record(() => File.WriteAllText(Files.Card, JsonSerializer.Serialize(change(Card()), Options) + "\n"));
        }
    }

    private sealed record ModelCard(
        int Images,
        int FloatRight,
        int BlobRight,
        int BlobBytes,
        int ArenaBytes,
        SortedDictionary<string, TargetFigures> Targets
    );

    private sealed record TargetFigures(long Instructions, int StackBytes);
}
