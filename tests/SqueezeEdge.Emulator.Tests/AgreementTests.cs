// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Execution.Host;
using Xunit;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>The kernels give the reference's bytes for every layer, wherever they run.</summary>
public sealed class AgreementTests
{
    private static readonly TinyModel Tiny = TinyModel.Create();

    public static TheoryData<string, EncodingPolicy, int> Cases()
    {
        var cases = new TheoryData<string, EncodingPolicy, int>();
        foreach (var target in TargetSet.Names)
        {
            cases.Add(target, EncodingPolicy.Compact, 1);
            cases.Add(target, EncodingPolicy.Fast, 7);
            cases.Add(target, EncodingPolicy.Fast, 1000);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryMapEqualsTheReference(string name, EncodingPolicy policy, int rowsPerPush)
    {
        var target = Require(name);
        CameraFrame[] frames = [TinyModel.Frame(1), TinyModel.Frame(2)];
        var results = target.Run(Tiny.Pack(policy), frames, new RunOptions { Trace = true, RowsPerPush = rowsPerPush });
        Assert.Equal(2, results.Count);
        for (var i = 0; i < frames.Length; i++)
        {
            var (sums, maps) = Tiny.Reference(frames[i]);
            Assert.Equal(sums, results[i].Sums);
            Assert.Equal(sums.Max(), results[i].Top[0].Sum);
            Assert.Equal(maps.Keys.Order(), results[i].Trace!.Maps.Keys.Order());
            foreach (var (map, expected) in maps)
            {
                var actual = results[i].Trace!.Maps[map];
                Assert.Equal((expected.Channels, expected.Height, expected.Width), (actual.Channels, actual.Height, actual.Width));
                Assert.Equal(expected.Values, actual.Select(v => (int)v).Values);
            }
        }
    }

    [Theory]
    [InlineData("rv32")]
    [InlineData("xtensa")]
    public void EmulatorsMeasure(string name)
    {
        var target = Machines.Require(name);
        var blob = Tiny.Pack(EncodingPolicy.Fast);
        IInferenceTarget inference = target;
        var plain = inference.Run(blob, TinyModel.Frame(1), RunOptions.Default);
        var again = inference.Run(blob, TinyModel.Frame(1), RunOptions.Default);
        var profiled = inference.Run(blob, TinyModel.Frame(1), new RunOptions { Profile = true });

        // The Xtensa counter ticks every 5.12 instructions, not always in the same phase.
        var tolerance = name == "rv32" ? 0 : TinyModel.Side + 2;
        Assert.InRange(again.Instructions!.Value - plain.Instructions!.Value, -tolerance, tolerance);
        Assert.InRange(plain.Instructions!.Value, 100_000, 10_000_000);
        Assert.Null(plain.TensorInstructions);
        Assert.Equal(Tiny.Model.Tensors.Count, profiled.TensorInstructions!.Count);
        Assert.All(profiled.TensorInstructions, ticks => Assert.True(ticks > 0));
        Assert.InRange(profiled.TensorInstructions.Sum(), plain.Instructions.Value / 2, profiled.Instructions!.Value);
        Assert.InRange(plain.ArenaTouched!.Value.Persistent, plain.Arena.Persistent / 2, plain.Arena.Persistent);
        Assert.InRange(plain.ArenaTouched!.Value.Scratch, 1, plain.Arena.Scratch);
        Assert.InRange(plain.StackBytes!.Value, 64, 2048);
    }

    [Fact]
    public void ArenaSizesAgreeEverywhere()
    {
        var blob = Tiny.Pack(EncodingPolicy.Auto);
        var sizes = TargetSet.Names.Select(name => Require(name).Run(blob, TinyModel.Frame(3), RunOptions.Default).Arena).ToArray();
        Assert.Single(sizes.Distinct());
    }

    [Theory]
    [InlineData("host")]
    [InlineData("rv32")]
    [InlineData("xtensa")]
    public void DamagedBlobIsNamed(string name)
    {
        var target = Require(name);
        var blob = Tiny.Pack(EncodingPolicy.Compact);
        blob[^9] ^= 1;
        var error = Assert.Throws<ModelException>(() => target.Run(blob, TinyModel.Frame(1), RunOptions.Default));
        Assert.StartsWith($"{name}: sqe_model_open failed with 'checksum'", error.Message);

        error = Assert.Throws<ModelException>(() => target.Run(new byte[256], TinyModel.Frame(1), RunOptions.Default));
        Assert.Contains("'magic'", error.Message);

        error = Assert.Throws<ModelException>(() => target.Run([], TinyModel.Frame(1), RunOptions.Default));
        Assert.Contains("'truncated'", error.Message);
    }

    [Theory]
    [InlineData("host")]
    [InlineData("rv32")]
    [InlineData("xtensa")]
    public void UnsupportedFrameIsNamed(string name)
    {
        var target = Require(name);
        var frame = new CameraFrame(0, 0, PixelFormat.Grey, []);
        var error = Assert.Throws<ModelException>(() => target.Run(Tiny.Pack(EncodingPolicy.Compact), frame, RunOptions.Default));
        Assert.Contains("'frame'", error.Message);
        Assert.Throws<ModelException>(() =>
            target.Run(Tiny.Pack(EncodingPolicy.Compact), new CameraFrame(4, 4, PixelFormat.Grey, new byte[15]), RunOptions.Default)
        );
    }

    [Fact]
    public void HostOpensBlobsAndSharesThemAmongThreads()
    {
        Machines.RequireHost();
        using var model = HostKernels.Load(Machines.Build).Open(Tiny.Pack(EncodingPolicy.Fast));
        Assert.Equal("tiny", model.Info.Name);
        Assert.Equal(
            (TinyModel.Side, TinyModel.Side, 3, 9),
            (model.Info.InputWidth, model.Info.InputHeight, model.Info.InputChannels, model.Info.Classes)
        );
        Assert.Equal("class 8", model.Label(8));
        Assert.Throws<ModelException>(() => model.Label(9));
        Parallel.For(
            0,
            8,
            i =>
            {
                using var session = model.CreateSession();
                Assert.Equal(Tiny.Reference(TinyModel.Frame(i)).Sums, session.Run(TinyModel.Frame(i)).Sums);
                Assert.Equal(Tiny.Reference(TinyModel.Frame(i + 1)).Sums, session.Run(TinyModel.Frame(i + 1)).Sums);
            }
        );
    }

    private static IInferenceTarget Require(string name) => name == "host" ? Machines.RequireHost() : Machines.Require(name);
}
