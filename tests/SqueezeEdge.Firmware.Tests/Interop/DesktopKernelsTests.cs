// SPDX-License-Identifier: MIT
using System.Text.RegularExpressions;
using SqueezeEdge.Kernels;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Execution.Host;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Flashing;
using SqueezeEdge.Packer.Models;
using KernelStatus = SqueezeEdge.Kernels.KernelStatus;

namespace SqueezeEdge.Firmware.Tests.Interop;

/// <summary>The native session behind <see cref="IKernels"/>, on a simulated board.</summary>
public sealed partial class DesktopKernelsTests
{
    private const int Rgb565 = 1;
    private const int Grey = 3;

    private static readonly Lazy<byte[]> Blob = new(() => File.ReadAllBytes(new DefaultModel(RepositoryLayout.Find()).Blob));

    [Fact]
    public void ClassifiesLikeThePackersKernels()
    {
        using var kernels = Board("model", Blob.Value);
        using var model = HostKernels.Load().Open(Blob.Value);
        using var session = model.CreateSession();
        Assert.Equal(KernelStatus.Ok, kernels.Open("model", 96, 96, Rgb565));
        var random = new Random(5);
        for (var picture = 0; picture < 5; picture++)
        {
            var frame = new byte[96 * 96 * 2];
            random.NextBytes(frame);
            var expected = session.Run(new CameraFrame(96, 96, PixelFormat.Rgb565BigEndian, frame), new RunOptions { Top = 5 });
            var (classes, probabilities) = Classify(kernels, frame, 96, 24, 5);
            Assert.Equal(expected.Top.Select(c => c.Index), classes);
            Assert.Equal(expected.Top.Select(c => c.Probability), probabilities);
        }
    }

    [Fact]
    public void InfoAndLabelsAreTheModels()
    {
        using var kernels = Board("model", Blob.Value);
        using var model = HostKernels.Load().Open(Blob.Value);
        var info = new ModelInfo();
        Assert.Equal(KernelStatus.Ok, kernels.Open("model"));
        Assert.Equal(KernelStatus.Ok, kernels.ReadInfo(info));
        Assert.Equal(model.Info.Name, info.Name);
        Assert.Equal(Convert.ToHexStringLower(model.Info.Identity), info.Identity);
        Assert.Equal(
            (model.Info.InputWidth, model.Info.InputHeight, model.Info.InputChannels),
            (info.InputWidth, info.InputHeight, info.InputChannels)
        );
        Assert.Equal((model.Info.Classes, (int)model.Info.NonzeroWeights), (info.Classes, info.NonzeroWeights));
        Assert.Equal((Blob.Value.Length, -1), (info.BlobBytes, info.Slot));
        Assert.Equal(model.Info.Multiplications, info.Multiplications);
        Assert.Equal((0, 0, 0), (info.FrameWidth, info.FrameHeight, info.ArenaBytes));

        Assert.Equal(KernelStatus.Ok, kernels.PrepareFrames(60, 40, Grey));
        Assert.Equal(KernelStatus.Ok, kernels.ReadInfo(info));
        Assert.Equal((60, 40), (info.FrameWidth, info.FrameHeight));
        Assert.Equal(model.ArenaSize(60, 40, PixelFormat.Grey).Total, info.ArenaBytes);
        Assert.Equal(Enumerable.Range(0, info.Classes).Select(model.Label), Enumerable.Range(0, info.Classes).Select(kernels.Label));
        Assert.Equal("", kernels.Label(info.Classes));
        Assert.Equal("", kernels.Label(-1));
    }

    [Fact]
    public void BandsOfAnySizeGiveTheSameResult()
    {
        using var kernels = Board("model", Blob.Value);
        Assert.Equal(KernelStatus.Ok, kernels.Open("model", 50, 37, Grey));
        var frame = new byte[50 * 37];
        new Random(6).NextBytes(frame);
        var whole = Classify(kernels, frame, 37, 37, 10);
        Assert.All(new[] { 1, 2, 5, 24, 36 }, rows => Assert.Equivalent(whole, Classify(kernels, frame, 37, rows, 10), strict: true));
        Assert.Equal(10, whole.Classes.Length);
        Assert.InRange(whole.Probabilities.Sum(), 65536 - 10, 65536);
    }

    [Theory]
    [InlineData(7, 8, 1)]
    [InlineData(8, 7, 0)]
    [InlineData(unchecked((int)0xFFFFFFFF), 0, 1)]
    public void NewestSlotRuns(int first, int second, int expected)
    {
        using var kernels = new DesktopKernels(new Dictionary<string, byte[]?> { ["model0"] = Slot(first), ["model1"] = Slot(second) });
        Assert.Equal(KernelStatus.Ok, kernels.Open("model"));
        var info = new ModelInfo();
        Assert.Equal(KernelStatus.Ok, kernels.ReadInfo(info));
        Assert.Equal(expected, info.Slot);
        Assert.Equal(1, kernels.Mappings);
    }

    [Fact]
    public void DamagedSlotFallsBackToTheOther()
    {
        var damaged = Slot(9);
        damaged[SlotLayout.Blob + 1000] ^= 4;
        using var kernels = new DesktopKernels(new Dictionary<string, byte[]?> { ["model0"] = Slot(8), ["model1"] = damaged });
        var info = new ModelInfo();
        Assert.Equal(KernelStatus.Ok, kernels.Open("model"));
        Assert.Equal(KernelStatus.Ok, kernels.ReadInfo(info));
        Assert.Equal(0, info.Slot);

        using var both = new DesktopKernels(new Dictionary<string, byte[]?> { ["model0"] = damaged, ["model1"] = damaged });
        Assert.Equal(KernelStatus.Slots, both.Open("model"));
        Assert.Equal(0, both.Mappings);
    }

    [Fact]
    public void OneSlotAloneIsEnough()
    {
        using var kernels = Board("model1", Slot(3));
        var info = new ModelInfo();
        Assert.Equal(KernelStatus.Ok, kernels.Open("model"));
        Assert.Equal(KernelStatus.Ok, kernels.ReadInfo(info));
        Assert.Equal((1, Blob.Value.Length), (info.Slot, info.BlobBytes));

        using var named = Board("model1", Slot(3));
        Assert.Equal(KernelStatus.Ok, named.Open("model1"));
        Assert.Equal(KernelStatus.Ok, named.ReadInfo(info));
        Assert.Equal(-1, info.Slot);
    }

    [Fact]
    public void WhatIsInThePartitionDecidesTheStatus()
    {
        var damaged = (byte[])Blob.Value.Clone();
        damaged[2000] ^= 1;
        var version = (byte[])Blob.Value.Clone();
        version[4]++;
        Assert.Equal(KernelStatus.Checksum, StatusOf("model", damaged));
        Assert.Equal(KernelStatus.Version, StatusOf("model", version));
        Assert.Equal(KernelStatus.Truncated, StatusOf("model", Blob.Value[..^8]));
        Assert.Equal(KernelStatus.Truncated, StatusOf("model", []));
        Assert.Equal(KernelStatus.Magic, StatusOf("model", [.. Enumerable.Repeat((byte)0xFF, 8192)]));
        Assert.Equal(KernelStatus.Slots, StatusOf("model", Slot(1)[..5000]));
        Assert.Equal(KernelStatus.NoPartition, StatusOf("other", Blob.Value));
        Assert.Equal(KernelStatus.NoPartition, StatusOf("other", Blob.Value, "abcdefghijklmnop"));
        Assert.Equal(KernelStatus.Map, StatusOf("model", null));
        using var half = new DesktopKernels(new Dictionary<string, byte[]?> { ["model0"] = Slot(1), ["model1"] = null });
        Assert.Equal(KernelStatus.Map, half.Open("model"));
        Assert.Equal(0, half.Mappings);
    }

    [Fact]
    public void FailedOpenCanBeRepeatedAndKeepsNothing()
    {
        using var kernels = new DesktopKernels(new Dictionary<string, byte[]?> { ["bad"] = new byte[5000], ["model"] = Blob.Value });
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(KernelStatus.Magic, kernels.Open("bad"));
        }

        Assert.Equal(0, kernels.Mappings);
        Assert.Equal(KernelStatus.State, kernels.PrepareFrames(32, 32, Grey));
        Assert.Equal(KernelStatus.Ok, kernels.Open("model"));
        Assert.Equal(1, kernels.Mappings);
    }

    [Fact]
    public void OpeningTwiceChangesNothing()
    {
        using var kernels = new DesktopKernels(new Dictionary<string, byte[]?> { ["model"] = Blob.Value, ["other"] = Blob.Value });
        Assert.Equal(KernelStatus.Ok, kernels.Open("model", 32, 32, Grey));
        Assert.Equal(KernelStatus.Ok, kernels.Begin());
        Assert.Equal(KernelStatus.Ok, kernels.Push(new byte[32 * 31], 0, 31));
        Assert.Equal(KernelStatus.Ok, kernels.Open("model", 32, 32, Grey));
        Assert.Equal(KernelStatus.Ok, kernels.Open("model"));
        Assert.Equal(KernelStatus.Ok, kernels.Push(new byte[32], 0, 1));
        Assert.Equal(3, kernels.Finish(new int[3], new int[3]));
        Assert.Equal(1, kernels.Mappings);
    }

    /// <summary>The native session outlives a restart of the managed application.</summary>
    [Fact]
    public void AnotherPartitionCanBeOpenedAtAnyTime()
    {
        var partitions = new Dictionary<string, byte[]?>
        {
            ["model"] = Blob.Value,
            ["bad"] = new byte[5000],
            ["other0"] = Slot(1),
            ["other1"] = Slot(2),
        };
        using var model = HostKernels.Load().Open(Blob.Value);
        var large = model.ArenaSize(96, 96, PixelFormat.Grey);
        using var kernels = new DesktopKernels(partitions, large);
        var frame = new byte[32 * 32];
        new Random(1).NextBytes(frame);
        Assert.Equal(KernelStatus.Ok, kernels.Open("model", 32, 32, Grey));
        var before = Classify(kernels, frame, 32, 8, 3);
        Assert.Equal(KernelStatus.Ok, kernels.Begin());

        // A larger arena than the first model's, in the middle of a frame: the first one is given back.
        Assert.Equal(KernelStatus.Ok, kernels.Open("other"));
        Assert.Equal(1, kernels.Mappings);
        Assert.Equal(KernelStatus.State, kernels.Push(frame, 0, 1));
        Assert.Equal(KernelStatus.Ok, kernels.PrepareFrames(96, 96, Grey));
        Classify(kernels, new byte[96 * 96], 96, 16, 3);
        var info = new ModelInfo();
        Assert.Equal(KernelStatus.Ok, kernels.ReadInfo(info));
        Assert.Equal((1, large.Total), (info.Slot, info.ArenaBytes));

        // One that does not open leaves nothing open.
        Assert.Equal(KernelStatus.Argument, kernels.Open(""));
        Assert.Equal(KernelStatus.Ok, kernels.ReadInfo(info));
        Assert.Equal(KernelStatus.Magic, kernels.Open("bad"));
        Assert.Equal((0, KernelStatus.State), (kernels.Mappings, kernels.ReadInfo(info)));
        Assert.Equal(KernelStatus.Ok, kernels.Open("model", 32, 32, Grey));
        Assert.Equivalent(before, Classify(kernels, frame, 32, 8, 3), strict: true);
        Assert.Equal(1, kernels.Mappings);
    }

    [Fact]
    public void ArenaIsTakenOnce()
    {
        using var model = HostKernels.Load().Open(Blob.Value);
        var (width, height) = (model.Info.InputWidth, model.Info.InputHeight);
        var exact = model.ArenaSize(width, height, PixelFormat.Grey, ArenaPlan.Layouts - 1);
        var resampled = model.ArenaSize(96, 96, PixelFormat.Grey);
        Assert.True(resampled.Persistent > exact.Persistent);
        var partitions = new Dictionary<string, byte[]?> { ["model"] = Blob.Value };

        // Which block has no room is told.
        using var persistent = new DesktopKernels(partitions, exact with { Persistent = exact.Persistent - 1 });
        Assert.Equal(KernelStatus.Memory, persistent.Open("model", width, height, Grey));
        Assert.Equal(KernelStatus.State, persistent.Begin());
        using var scratch = new DesktopKernels(partitions, exact with { Scratch = exact.Scratch - 1 });
        Assert.Equal(KernelStatus.Scratch, scratch.Open("model", width, height, Grey));

        using var kernels = new DesktopKernels(partitions, exact);
        var frame = new byte[width * height];
        new Random(1).NextBytes(frame);
        Assert.Equal(KernelStatus.Ok, kernels.Open("model", width, height, Grey));
        var before = Classify(kernels, frame, height, 5, 3);
        Assert.Equal(KernelStatus.Arena, kernels.PrepareFrames(96, 96, Grey));
        Assert.Equivalent(before, Classify(kernels, frame, height, 5, 3), strict: true);

        using var large = new DesktopKernels(partitions, resampled);
        Assert.Equal(KernelStatus.Ok, large.Open("model", 96, 96, Grey));
        Classify(large, new byte[96 * 96], 96, 24, 3);
        Assert.Equal(KernelStatus.Ok, large.PrepareFrames(width, height, Grey));
        Assert.Equivalent(before, Classify(large, frame, height, 5, 3), strict: true);
        Assert.Equal(KernelStatus.Ok, large.PrepareFrames(96, 96, Grey));
    }

    [Fact]
    public void CallsOutOfOrderAreRefused()
    {
        using var kernels = Board("model", Blob.Value);
        var row = new byte[32];
        Assert.Equal(KernelStatus.State, kernels.ReadInfo(new ModelInfo()));
        Assert.Equal(KernelStatus.State, kernels.Label(0, null));
        Assert.Equal("", kernels.Label(0));
        Assert.Equal(KernelStatus.State, kernels.PrepareFrames(32, 32, Grey));
        Assert.Equal(KernelStatus.State, kernels.Begin());
        Assert.Equal(KernelStatus.Ok, kernels.Open("model"));
        Assert.Equal(KernelStatus.State, kernels.Begin());
        Assert.Equal(KernelStatus.State, kernels.Push(row, 0, 1));
        Assert.Equal(KernelStatus.State, kernels.Finish(new int[1], new int[1]));
        Assert.Equal(0, kernels.ArenaHighWaterMark);
        Assert.Equal(KernelStatus.Ok, kernels.PrepareFrames(32, 32, Grey));
        Assert.Equal(KernelStatus.State, kernels.Push(row, 0, 1));
        Assert.Equal(KernelStatus.State, kernels.Finish(new int[1], new int[1]));
        Assert.Equal(KernelStatus.Ok, kernels.Begin());
        Assert.Equal(KernelStatus.Ok, kernels.Push(row, 0, 1));
        Assert.Equal(KernelStatus.State, kernels.Finish(new int[1], new int[1]));
        Assert.Equal(KernelStatus.State, kernels.Push(new byte[32 * 32], 0, 32));
        Assert.Equal(KernelStatus.Ok, kernels.Push(new byte[32 * 31], 0, 31));
        Assert.Equal(KernelStatus.State, kernels.Push(row, 0, 1));
        Assert.Equal(1, kernels.Finish(new int[1], new int[1]));
    }

    [Fact]
    public void ArgumentsOutOfRangeAreRefused()
    {
        using var kernels = Board("model", Blob.Value);
        foreach (var name in new[] { null, "", "abcdefghijklmnopq", new string('x', 10000) })
        {
            Assert.Equal(KernelStatus.Argument, kernels.Open(name!));
        }

        Assert.Equal(KernelStatus.Ok, kernels.Open("model"));
        foreach (
            var (width, height, format) in new[]
            {
                (0, 1, 3),
                (-1, 1, 3),
                (4097, 1, 3),
                (1, 65536 + 32, 3),
                (1, int.MinValue, 3),
                (8, 8, 4),
                (8, 8, -1),
                (65536 + 8, 8, 256 + 3),
            }
        )
        {
            Assert.Equal(KernelStatus.Frame, kernels.PrepareFrames(width, height, format));
        }

        Assert.Equal(KernelStatus.Argument, kernels.ReadInfo(null!));
        Assert.Equal(KernelStatus.Argument, kernels.ReadInfo(new int[9], new byte[32], new byte[8]));
        Assert.Equal(KernelStatus.Argument, kernels.ReadInfo(new int[10], new byte[31], new byte[8]));
        Assert.Equal(KernelStatus.Argument, kernels.ReadInfo(new int[10], new byte[32], new byte[7]));
        Assert.Equal(KernelStatus.Argument, kernels.ReadInfo(null, null, null));
        Assert.Equal(KernelStatus.Argument, kernels.Label(-1, null));
        Assert.Equal(KernelStatus.Argument, kernels.Label(10, null));

        Assert.Equal(KernelStatus.Ok, kernels.PrepareFrames(32, 32, Rgb565));
        Assert.Equal(KernelStatus.Ok, kernels.Begin());
        var rows = new byte[64 * 3 + 5];
        foreach (
            var (offset, count) in new[]
            {
                (0, 0),
                (0, -1),
                (-1, 1),
                (6, 3),
                (0, 4),
                (rows.Length, 1),
                (rows.Length + 1, 1),
                (int.MaxValue, 1),
                (0, int.MaxValue),
                (int.MinValue, int.MinValue),
            }
        )
        {
            Assert.Equal(KernelStatus.Argument, kernels.Push(rows, offset, count));
        }

        Assert.Equal(KernelStatus.Argument, kernels.Push(null!, 0, 1));
        Assert.Equal(KernelStatus.Argument, kernels.Push([], 0, 1));
        Assert.Equal(KernelStatus.Ok, kernels.Push(rows, 5, 3));
        Assert.Equal(KernelStatus.Ok, kernels.Push(new byte[64 * 29], 0, 29));
        Assert.Equal(KernelStatus.Argument, kernels.Finish(null!, new int[1]));
        Assert.Equal(KernelStatus.Argument, kernels.Finish(new int[1], null!));
        Assert.Equal(KernelStatus.Argument, kernels.Finish([], new int[1]));
        Assert.Equal(2, kernels.Finish(new int[2], new int[9]));
        Assert.Equal(10, kernels.Finish(new int[100], new int[100]));
    }

    [Fact]
    public void SelfCheckValidatesTheBlobInUse()
    {
        using var kernels = Board("model", Blob.Value);
        Assert.Equal(KernelStatus.Ok, kernels.SelfCheck());
        Assert.Equal(KernelStatus.Ok, kernels.Open("model"));
        Assert.Equal(KernelStatus.Ok, kernels.SelfCheck());
        kernels.Partition(0, Blob.Value.Length)[3000] ^= 1;
        Assert.Equal(KernelStatus.Checksum, kernels.SelfCheck());
    }

    [Fact]
    public void TimeIsOfTheLastFinishedFrame()
    {
        using var kernels = new DesktopKernels(new Dictionary<string, byte[]?> { ["model"] = Blob.Value }, clockStep: 1000);
        Assert.Equal(KernelStatus.Ok, kernels.Open("model", 32, 32, Grey));
        Assert.Equal((0, 0), (kernels.LastFrameMicroseconds, kernels.LongestPushMicroseconds));
        Classify(kernels, new byte[1024], 32, 8, 1);

        // Begin, four pushes and finish, each between two readings of the clock.
        Assert.Equal((6000, 1000), (kernels.LastFrameMicroseconds, kernels.LongestPushMicroseconds));
        Assert.Equal(KernelStatus.Ok, kernels.Begin());
        Assert.Equal(KernelStatus.Argument, kernels.Push([], 0, 1));
        Assert.Equal(KernelStatus.Ok, kernels.Push(new byte[1024], 0, 32));
        Assert.Equal((6000, 1000), (kernels.LastFrameMicroseconds, kernels.LongestPushMicroseconds));
        Assert.Equal(1, kernels.Finish(new int[1], new int[1]));
        Assert.Equal((3000, 1000), (kernels.LastFrameMicroseconds, kernels.LongestPushMicroseconds));
    }

    [Fact]
    public void HighWaterMarkIsWhatWasWritten()
    {
        using var kernels = Board("model", Blob.Value);
        var info = new ModelInfo();
        Assert.Equal(KernelStatus.Ok, kernels.Open("model", 96, 96, Rgb565));
        Assert.Equal(KernelStatus.Ok, kernels.ReadInfo(info));
        var laidOut = kernels.ArenaHighWaterMark;
        Classify(kernels, new byte[96 * 96 * 2], 96, 24, 1);
        Assert.InRange(laidOut, 1, kernels.ArenaHighWaterMark - 1);
        Assert.InRange(kernels.ArenaHighWaterMark, info.ArenaBytes / 2, info.ArenaBytes);
    }

    [Fact]
    public void StatusesAreThoseOfTheHeaders()
    {
        var folder = RepositoryLayout.Find().KernelsFolder;
        var native = new[] { "include/squeezeedge.h", "interop/session.h" }
            .SelectMany(f => StatusInHeader().Matches(File.ReadAllText(Path.Combine(folder, f))))
            .Select(m => (Name: m.Groups[1].Value.Replace("_", "", StringComparison.Ordinal), Value: int.Parse(m.Groups[2].Value)))
            .Append((Name: "OK", Value: 0))
            .OrderByDescending(s => s.Value)
            .ToList();
        var managed = typeof(KernelStatus)
            .GetFields()
            .Select(f => (Name: f.Name.ToUpperInvariant(), Value: (int)f.GetRawConstantValue()!))
            .OrderByDescending(s => s.Value);
        Assert.Equal(native, managed);
        Assert.All(native, s => Assert.Equal(s.Name, KernelStatus.NameOf(s.Value).ToUpperInvariant()));
        Assert.Equal("Unknown", KernelStatus.NameOf(-99));
        Assert.Equal("Unknown", KernelStatus.NameOf(1));
    }

    /// <summary>The native side hands over 64 bits as two integers.</summary>
    [Fact]
    public void MoreThan32BitsOfMultiplicationsArePutTogether()
    {
        var info = new ModelInfo();
        info.Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -2, 13], new byte[ModelInfo.NameBytes], new byte[ModelInfo.IdentityBytes]);
        Assert.Equal((13L << 32) + 0xFFFFFFFE, info.Multiplications);
    }

    [Fact]
    public void VersionAndArrayLengthsAreThoseOfTheHeaders()
    {
        var folder = RepositoryLayout.Find().KernelsFolder;
        using var kernels = Board("model", Blob.Value);
        var version = Regex.Match(File.ReadAllText(Path.Combine(folder, "include/squeezeedge.h")), @"#define SQE_VERSION 0x([0-9A-F]+)u");
        Assert.Equal(kernels.Version, Convert.ToInt32(version.Groups[1].Value, 16));
        var names = Regex.Match(
            File.ReadAllText(Path.Combine(folder, "interop/session.h")),
            @"enum sqe_session_number \{(.*?)SQE_NUMBERS",
            RegexOptions.Singleline
        );
        Assert.Equal(ModelInfo.NumberCount, names.Groups[1].Value.Split("SQE_NUMBER_").Length - 1);
    }

    private static DesktopKernels Board(string name, byte[]? content) => new(new Dictionary<string, byte[]?> { [name] = content });

    private static int StatusOf(string name, byte[]? content, string opened = "model")
    {
        using var kernels = Board(name, content);
        return kernels.Open(opened);
    }

    private static byte[] Slot(int sequence)
    {
        var slot = new byte[SlotLayout.Blob + Blob.Value.Length];
        SlotHeader.For(Blob.Value, unchecked((uint)sequence)).ToBytes().CopyTo(slot, 0);
        Blob.Value.CopyTo(slot, SlotLayout.Blob);
        return slot;
    }

    private static (int[] Classes, int[] Probabilities) Classify(DesktopKernels kernels, byte[] frame, int height, int rowsPerBand, int top)
    {
        Assert.Equal(KernelStatus.Ok, kernels.Begin());
        for (var row = 0; row < height; row += rowsPerBand)
        {
            Assert.Equal(KernelStatus.Ok, kernels.Push(frame, frame.Length / height * row, Math.Min(rowsPerBand, height - row)));
        }

        var classes = new int[top];
        var probabilities = new int[top];
        Assert.Equal(top, kernels.Finish(classes, probabilities));
        return (classes, probabilities);
    }

    [GeneratedRegex(@"\bSQE_ERROR_(\w+) = (-\d+)")]
    private static partial Regex StatusInHeader();
}
