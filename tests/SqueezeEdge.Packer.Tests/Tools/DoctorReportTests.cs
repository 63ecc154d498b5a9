// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Packer.Tests.Tools;

public sealed class DoctorReportTests
{
    [Fact]
    public void OnAnEmptyPathEveryProgramIsMissingAndHasAPackage()
    {
        using var folder = new TemporaryFolder();
        var report = DoctorReport.Create(new Toolbox(folder.Path("")));
        Assert.All(report.Tools.Where(f => f.Name != "Fashion-MNIST"), f => Assert.Null(f.Found));
        Assert.All(report.Tools, f => Assert.Contains("install", f.Get));
        Assert.Equal(7, report.Tools.Count(f => f.Essential));
        Assert.False(report.Complete);
    }

    [Fact]
    public void APythonWithoutTorchIsSaidToBeSo()
    {
        using var folder = new TemporaryFolder();
        var python = folder.Program("python3", "#!/bin/sh\nexit 1");
        var torch = DoctorReport.Create(new Toolbox(folder.Path(""))).Tools.Single(f => f.Name.Contains("torch", StringComparison.Ordinal));
        Assert.Null(torch.Found);
        Assert.Contains("has no torch", torch.Get);
        File.WriteAllText(python, "#!/bin/sh\necho 1.13\n");
        Assert.Equal(
            $"{python}, torch 1.13",
            DoctorReport.Create(new Toolbox(folder.Path(""))).Tools.Single(f => f.Name.Contains("torch", StringComparison.Ordinal)).Found
        );
    }
}
