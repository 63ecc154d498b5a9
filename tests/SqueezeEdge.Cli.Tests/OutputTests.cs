// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cli.Tests;

/// <summary>Outputs that are inputs, links, devices or pipes.</summary>
public sealed class OutputTests
{
    [Theory]
    [InlineData("itself")]
    [InlineData("symlink")]
    [InlineData("other path")]
    [InlineData("hard link")]
    public void NoVerbOverwritesItsInput(string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links are made with Unix tools");
        using var work = new Workspace();
        string Same(string file)
        {
            var link = Path.Combine(Path.GetDirectoryName(work[file])!, "same" + Path.GetExtension(file));
            switch (kind)
            {
                case "symlink":
                    File.CreateSymbolicLink(link, work[file]);
                    return link;
                case "hard link":
                    using (var ln = System.Diagnostics.Process.Start("ln", [work[file], link]))
                    {
                        ln.WaitForExit();
                    }

                    return link;
                default:
                    return kind == "itself" ? work[file] : Path.Combine(work["pictures"], "..", file);
            }
        }

        var blob = work.Pack();
        var picture = Path.Combine("pictures", "000_0.png");
        work.File("labels.txt", "a\nb\nc\nd\n");
        Refused("tiny.safetensors", o => ["pack", work["tiny.safetensors"], "-o", o]);
        Refused("labels.txt", o => ["pack", work["tiny.safetensors"], "-o", o, "--labels", work["labels.txt"]]);
        Refused(picture, o => ["pack", work["tiny.safetensors"], "-o", o, "--calibrate", work["pictures"]]);
        Refused("fast.sqz", o => ["export", blob, "--onnx", o]);
        Refused(picture, o => ["frame", work[picture], "-o", o]);
        File.Delete(work["same.safetensors"]);
        Refused("tiny.safetensors", o => ["prune", work["tiny.safetensors"], "-o", o, "--density-all", "0.5"]);

        void Refused(string input, Func<string, string[]> command)
        {
            var before = File.ReadAllBytes(work[input]);
            var output = Same(input);
            PackTests.Refused("Choose another output", command(output));
            Assert.Equal(before, File.ReadAllBytes(work[input]));
            if (output != work[input] && kind != "other path")
            {
                File.Delete(output);
            }
        }
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void ASymlinkStaysAndItsTargetIsWritten()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "symlinks need a privilege there");
        using var work = new Workspace();
        File.CreateSymbolicLink(work["link.sqz"], work.File("target.sqz", "old"));
        File.SetUnixFileMode(work["target.sqz"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(0, Workspace.Run("pack", work["tiny.safetensors"], "-o", work["link.sqz"]).ExitCode);
        Assert.Equal(work["target.sqz"], new FileInfo(work["link.sqz"]).LinkTarget);
        Assert.True(new FileInfo(work["target.sqz"]).Length > 100);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(work["target.sqz"]));
    }

    [Fact]
    public async Task ADeviceIsWrittenThroughAndNotReplaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev and mkfifo");
        using var work = new Workspace();

        // A pipe of our own stands for a device: replacing it would show, and harm nothing.
        using (var make = System.Diagnostics.Process.Start("mkfifo", [work["pipe"]]))
        {
            make.WaitForExit();
        }

        var read = Task.Run(() => File.ReadAllBytes(work["pipe"]), TestContext.Current.CancellationToken);
        Assert.Equal(0, Workspace.Run("pack", work["tiny.safetensors"], "-o", work["pipe"], "--calibrate", work["pictures"]).ExitCode);
        await read.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllBytes(work.Pack("auto")), await read);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(work["pipe"])!, "*.part"));
        Assert.Equal(0, Workspace.Run("frame", Path.Combine(work["pictures"], "000_0.png"), "-o", work["Noise.cs"]).ExitCode);
    }
}
