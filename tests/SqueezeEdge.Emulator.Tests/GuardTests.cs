// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Execution.Emulator;
using SqueezeEdge.Packer.Tools;
using Xunit;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>The emulated machines notice accesses outside what belongs to the kernels.</summary>
public sealed class GuardTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly byte[] Blob = TinyModel.Create().Pack(EncodingPolicy.Compact);

    [Theory]
    [InlineData("rv32", DeliberateMistake.StrayRead, "stray-read pc")]
    [InlineData("rv32", DeliberateMistake.StrayWrite, "stray-write pc")]
    [InlineData("rv32", DeliberateMistake.BlobWrite, "stray-write pc")]
    [InlineData("rv32", DeliberateMistake.StackOverflow, "stack-overflow")]
    [InlineData("rv32", DeliberateMistake.ArenaOverrun, "arena-overrun")]
    [InlineData("xtensa", DeliberateMistake.StrayRead, "stray-access pc")]
    [InlineData("xtensa", DeliberateMistake.StrayWrite, "stray-access pc")]
    [InlineData("xtensa", DeliberateMistake.StackOverflow, "stack-overflow")]
    [InlineData("xtensa", DeliberateMistake.ArenaOverrun, "arena-overrun")]
    public void MistakesAreFaults(string name, DeliberateMistake mistake, string fault)
    {
        var (report, _, exitCode) = Machines.Require(name).RunJob(Blob, Job(mistake), Timeout);
        Assert.Equal(99, exitCode);
        Assert.StartsWith(fault, report.Fault);
        Assert.False(report.Complete);
    }

    [Theory]
    [InlineData("rv32")]
    [InlineData("xtensa")]
    public void HangingProgramIsStopped(string name)
    {
        var target = Machines.Require(name);
        Machines.Build.Build(name == "rv32" ? NativeTarget.Rv32 : NativeTarget.Xtensa);
        var error = Assert.Throws<ModelException>(() => target.RunJob(Blob, Job(DeliberateMistake.Endless), TimeSpan.FromSeconds(2)));
        Assert.Contains("did not end within 2 s", error.Message);
    }

    [Theory]
    [InlineData("rv32")]
    [InlineData("xtensa")]
    public void BrokenJobIsNamed(string name)
    {
        var target = Machines.Require(name);
        foreach (
            var (at, value, reason) in new[]
            {
                (0, 1, "magic"),
                (4, 9, "version"),
                (8, 5, "frame-bytes"),
                (13, 128, "flags"),
                (14, 7, "flags"),
                (15, 65, "top"),
                (16, 3, "frames"),
                (20, 0, "rows-per-push"),
                (28, 8, "layout"),
            }
        )
        {
            var job = Job(DeliberateMistake.None);
            job[at] = (byte)value;
            AssertJobError(target, job, reason);
        }

        AssertJobError(target, Job(DeliberateMistake.None)[..31], "length");
        AssertJobError(target, Job(DeliberateMistake.None)[..^1], "frames");
    }

    private static void AssertJobError(EmulatedTarget target, byte[] job, string reason)
    {
        var (report, _, exitCode) = target.RunJob(Blob, job, Timeout);
        Assert.Equal((3, reason), (exitCode, report.JobError));
    }

    private static byte[] Job(DeliberateMistake mistake) => JobFile.Write([TinyModel.Frame(1)], RunOptions.Default, mistake);
}
