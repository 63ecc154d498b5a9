// SPDX-License-Identifier: MIT
using System.Diagnostics;
using System.Globalization;
using SqueezeEdge.Packer.Tests.Images;

namespace SqueezeEdge.Cli.Tests;

/// <summary>Small files that stand for millions of pixels take a bounded amount of memory, however many come at once.</summary>
public sealed class MemoryTests : IDisposable
{
    // 1 GB, as docs/arithmetic.md says: all pictures being decoded share 512 MiB, .NET and the program take about 100, and the pixels of
    // the picture before (222 MB here) stay until the next garbage collection. Three at once would take 1.5 GB.
    private const long PeakKiB = 1_000_000_000 / 1024;

    private readonly Workspace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public void ThreePicturesOf70MillionPixelsTakeTheMemoryOfOne()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the peak is read from /proc");
        Directory.CreateDirectory(work["large"]);
        var bomb = EncodedSamples.BlackPng(8600, 8600);
        Assert.InRange(bomb.Length, 1, 320_000);
        for (var i = 0; i < 3; i++)
        {
            File.WriteAllBytes(Path.Combine(work["large"], $"{i}.png"), bomb);
        }

        var (exitCode, peak) = Peak("pack", work["tiny.safetensors"], "-o", work["out.sqz"], "--calibrate", work["large"]);
        Assert.Equal(0, exitCode);
        Assert.True(File.Exists(work["out.sqz"]));
        TestContext.Current.TestOutputHelper?.WriteLine($"{peak / 1024} MB");
        Assert.InRange(peak, 1, PeakKiB);
    }

    /// <summary>Runs the program as a process of its own.</summary>
    /// <returns>Its exit code and the most KiB of memory it ever had.</returns>
    private static (int ExitCode, long PeakKiB) Peak(params string[] args)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "squeezeedge.dll");
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var peak = 0L;
        while (!process.WaitForExit(10))
        {
            try
            {
                var line = File.ReadLines($"/proc/{process.Id}/status")
                    .FirstOrDefault(l => l.StartsWith("VmHWM", StringComparison.Ordinal));
                if (line is not null)
                {
                    peak = long.Parse(line["VmHWM:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture);
                }
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        return (process.ExitCode, peak);
    }
}
