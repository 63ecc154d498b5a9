// SPDX-License-Identifier: MIT
using System.Text.Json;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Exploration;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Quantization;
using SqueezeEdge.Packer.Tools;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Exploration;

/// <summary>Estimates against what packing and running gives; docs/explore.md states these tolerances.</summary>
public sealed class NetworkEstimateTests
{
    /// <summary>Error allowed on the network the estimate is calibrated with, and on others.</summary>
    private const double Calibrated = 0.03;
    private const double OtherSizes = 0.10;
    private const double OtherInstructions = 0.15;

    [Fact]
    public void TheRecordedFiguresOfThePublishedNetworkAreMet()
    {
        var recorded = JsonSerializer.Deserialize<Dictionary<string, long>>(
            File.ReadAllText(Path.Combine(RepositoryLayout.Find().Root, "docs", "benchmarks.json"))
        )!;
        var estimate = new NetworkEstimate(SqueezeNetDescriptions.DeepCompressedV10(), DensityAssumption.Paper);
        foreach (var (policy, e) in new[] { ("fast", estimate.Fast), ("compact", estimate.Compact) })
        {
            Close(recorded[$"ImageNet v1.0, {policy}: blob bytes"], e.BlobBytes, Calibrated, $"{policy} blob");
            foreach (var target in new[] { "rv32", "xtensa" })
            {
                Close(
                    recorded[$"ImageNet v1.0, {policy}, {target}: instructions"],
                    e.Instructions[target],
                    Calibrated,
                    $"{policy} {target}"
                );
            }
        }

        Assert.Equal(Arena("fast"), estimate.Fast.ArenaBytes);
        Close(Arena("compact"), estimate.Compact.ArenaBytes, 0.01, "compact arena");
        Assert.Equal(1_248_424, estimate.Parameters);

        long Arena(string policy) =>
            recorded[$"ImageNet v1.0, {policy}, rv32: arena persistent bytes"]
            + recorded[$"ImageNet v1.0, {policy}, rv32: arena scratch bytes"];
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void PackedNetworksHaveTheEstimatedSize(SqueezeNetFamily family, int side, int channels, string density)
    {
        var (model, estimate) = Make(family, side, channels, density);
        foreach (var (policy, e) in new[] { (EncodingPolicy.Fast, estimate.Fast), (EncodingPolicy.Compact, estimate.Compact) })
        {
            var packed = BlobReader.Read(BlobWriter.Write(model, EncodingChoice.Choose(model, policy)));
            Close(packed.BlobBytes, e.BlobBytes, OtherSizes, $"{policy} blob");
            var plan = new ArenaPlan(packed);
            if (policy == EncodingPolicy.Fast)
            {
                Assert.Equal(plan.Total, e.ArenaBytes);
            }
            else
            {
                var decoder = plan.Buffers.Single(b => b.Name == "weight decoder").Bytes;
                Assert.InRange(e.ArenaBytes - plan.Total, -decoder / 5, decoder / 5);
            }
        }

        Assert.Equal(model.Tensors.Sum(t => (long)t.Indices.Length * t.Shape.OutputWidth * t.Shape.OutputHeight), estimate.Macs);
        var nonzero = model.Tensors.Sum(t => (long)t.Indices.Count(c => c != 0) * t.Shape.OutputWidth * t.Shape.OutputHeight);
        Close(nonzero, estimate.NonzeroMacs, 0.02, "nonzero multiplications");
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void TheEmulatorsCountAboutTheEstimatedInstructions(SqueezeNetFamily family, int side, int channels, string density)
    {
        var build = new NativeBuild(RepositoryLayout.Find());
        foreach (
            var tool in new[] { "cmake", "qemu-system-riscv32", "riscv64-unknown-elf-gcc", "qemu-system-xtensa", "xtensa-lx106-elf-gcc" }
        )
        {
            Assert.SkipWhen(build.Tools.Find(tool) is null, $"{tool} is not installed");
        }

        var (model, estimate) = Make(family, side, channels, density);
        var frame = Packer.Verification.TestPattern.Create(side, side);
        foreach (var target in TargetSet.Parse("rv32,xtensa", build))
        {
            foreach (var (policy, e) in new[] { (EncodingPolicy.Fast, estimate.Fast), (EncodingPolicy.Compact, estimate.Compact) })
            {
                var blob = BlobWriter.Write(model, EncodingChoice.Choose(model, policy));
                Close(
                    target.Run(blob, frame, RunOptions.Default).Instructions!.Value,
                    e.Instructions[target.Name],
                    OtherInstructions,
                    $"{policy} {target.Name}"
                );
            }
        }
    }

    /// <summary>Small networks that differ from the published one in every metaparameter.</summary>
    public static TheoryData<SqueezeNetFamily, int, int, string> Networks =>
        new()
        {
            { SqueezeNetFamily.V11, 64, 3, "paper" },
            {
                SqueezeNetFamily.V10 with
                {
                    BaseE = 32,
                    IncrE = 32,
                    Modules = 6,
                    PoolsAfter = [1, 3],
                    Conv1 = new(24, 3, 1, 1),
                },
                28,
                1,
                "0.35"
            },
            {
                SqueezeNetFamily.V11 with
                {
                    BaseE = 64,
                    IncrE = 32,
                    SqueezeRatio = 0.25,
                    Pct3x3 = 0.25,
                    Bypass = Bypass.Complex,
                },
                64,
                3,
                "0.5"
            },
            { SqueezeNetFamily.V11 with { BaseE = 64, IncrE = 64, Bypass = Bypass.Simple, Conv1 = new(32, 3, 2, 0) }, 96, 3, "1" },
        };

    [Theory]
    [InlineData("0")]
    [InlineData("1.01")]
    [InlineData("NaN")]
    [InlineData("papers")]
    [InlineData("")]
    public void ADensityThatIsNoneIsRefused(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<ModelException>(() => DensityAssumption.Parse(text)).Message);

    private static void Close(long actual, long estimated, double tolerance, string what)
    {
        var error = (double)estimated / actual - 1;
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {actual:N0}, estimated {estimated:N0}, {100 * error:+0.0;-0.0} %");
        Assert.True(Math.Abs(error) <= tolerance, $"{what}: {actual:N0}, estimated {estimated:N0}, {100 * error:+0.0;-0.0} %");
    }

    /// <summary>A network with weights drawn at random, pruned by magnitude and quantized by the packer, and its estimate.</summary>
    private static (QuantizedModel Model, NetworkEstimate Estimate) Make(SqueezeNetFamily family, int side, int channels, string density)
    {
        var input = new InputDescription(
            side,
            side,
            channels,
            channels == 1 ? ChannelOrder.Grey : ChannelOrder.Rgb,
            [.. Enumerable.Repeat(120f, channels)],
            [.. Enumerable.Repeat(60f, channels)],
            ResizePolicy.Squash,
            side
        );
        var network = family.Describe("sample", input, 100);
        var assumption = DensityAssumption.Parse(density);
        var shapes = new NetworkShapes(network);
        var random = new Random(4);
        var tensors = shapes.Tensors.Select(
            (shape, i) =>
            {
                var kept = assumption.Of(shapes, i);
                var spread = Math.Sqrt(2 / (kept * shape.Taps));
                float Laplace() => (float)(spread / Math.Sqrt(2) * -Math.Log(1 - random.NextDouble()) * (random.Next(2) == 0 ? 1 : -1));
                var weights = Enumerable.Range(0, shape.Weights).Select(_ => Laplace()).ToArray();
                var threshold = weights.Select(Math.Abs).Order().ElementAt(shape.Weights - (int)Math.Round(kept * shape.Weights));
                return new FloatTensor(shape, [.. weights.Select(w => Math.Abs(w) < threshold ? 0 : w)], new float[shape.OutputChannels]);
            }
        );
        var model = new FloatModel(network, [.. tensors], new byte[32]);
        return (
            Quantizer.Quantize(model, TestNetworks.Inputs(input, 4), new QuantizationOptions(), []),
            new NetworkEstimate(network, assumption)
        );
    }
}
