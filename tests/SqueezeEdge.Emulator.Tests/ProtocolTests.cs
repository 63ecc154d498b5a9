// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Execution.Emulator;
using SqueezeEdge.Packer.Inference;
using Xunit;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>What the emulated program says is read, and nothing else.</summary>
public sealed class ProtocolTests
{
    [Fact]
    public void CompleteRunIsRead()
    {
        var report = RunnerReport.Parse(
            """
            squeezeedge 1 rv32
            arena 1000 300
            frame 0
            top 7 -12 65536
            instructions 5000000000
            tensor 0 10
            tensor 1 20
            frame 1
            instructions 1
            touched 996 200
            stack 300
            end

            """.ReplaceLineEndings("\r\n")
        );
        Assert.Equal(
            ("rv32", new ArenaBlocks(1000, 300), new ArenaBlocks(996, 200), 300, true),
            (report.Machine, report.Arena, report.ArenaTouched, report.StackBytes, report.Complete)
        );
        Assert.Equal([new TopClass(7, -12, 65536)], report.Frames[0].Top);
        Assert.Equal(5_000_000_000, report.Frames[0].Instructions);
        Assert.Equal([10, 20], report.Frames[0].TensorInstructions);
        Assert.Equal(2, report.Frames.Count);
    }

    [Fact]
    public void FailuresAreRead()
    {
        var report = RunnerReport.Parse("squeezeedge 1 xtensa\nstatus checksum sqe_model_open\n");
        Assert.Equal(("sqe_model_open", "checksum"), report.Status);
        Assert.False(report.Complete);
        Assert.Equal("stray-read pc 0x1 address 0x2", RunnerReport.Parse("fault stray-read pc 0x1 address 0x2\n").Fault);
        Assert.Equal("magic", RunnerReport.Parse("job magic\n").JobError);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("squeezeedge 2 rv32")]
    [InlineData("top 1 2 3")]
    [InlineData("frame 1")]
    [InlineData("frame")]
    [InlineData("frame 0\ntensor 1 5")]
    [InlineData("arena many")]
    public void OtherLinesAreRefused(string output) => Assert.Throws<ModelException>(() => RunnerReport.Parse(output));

    [Fact]
    public void TraceIsPutTogether()
    {
        byte[] file =
        [
            3,
            0,
            0,
            0,
            0,
            0,
            1,
            0,
            1,
            0,
            0,
            0,
            20, // map 3, row 0, channel 0, column 1
            3,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
            10,
            3,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
            2,
            0,
            0,
            0,
            30,
            40,
            255,
            255,
            0,
            0,
            0,
            0,
            0,
            0,
            4,
            0,
            0,
            0,
            254,
            255,
            255,
            255,
        ];
        var (sums, maps) = Assert.Single(TraceFile.Read(file));
        Assert.Equal([-2], sums);
        var map = maps.Maps[3];
        Assert.Equal((2, 1, 2), (map.Channels, map.Height, map.Width));
        Assert.Equal<byte>([10, 20, 30, 40], map.Values);
        Assert.Throws<ModelException>(() => TraceFile.Read(file.AsSpan(0, file.Length - 1)));
    }

    [Fact]
    public void TraceMustBeWhole()
    {
        var hole = new MapTraceBuilder();
        hole.Add(0, 0, 0, 0, [1]);
        hole.Add(0, 0, 0, 2, [1]);
        Assert.Throws<ModelException>(hole.Complete);

        var twice = new MapTraceBuilder();
        twice.Add(0, 0, 0, 0, [1, 2]);
        twice.Add(0, 0, 0, 1, [2]);
        Assert.Throws<ModelException>(twice.Complete);

        var back = new MapTraceBuilder();
        back.Add(0, 1, 0, 0, [2]);
        back.Add(0, 0, 0, 0, [1]);
        Assert.Equal<byte>([1, 2], back.Complete().Maps[0].Values);
    }

    [Fact]
    public void OptionsAreChecked()
    {
        Assert.Throws<ModelException>(() => new RunOptions { RowsPerPush = 0 }.Validate());
        Assert.Throws<ModelException>(() => new RunOptions { Top = 65 }.Validate());
        Assert.Throws<ModelException>(() =>
            JobFile.Write(
                [new CameraFrame(1, 1, PixelFormat.Grey, [0]), new CameraFrame(1, 1, PixelFormat.Rgb888, [0, 0, 0])],
                RunOptions.Default
            )
        );
    }
}
