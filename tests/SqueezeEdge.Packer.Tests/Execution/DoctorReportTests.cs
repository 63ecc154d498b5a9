// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Execution;

namespace SqueezeEdge.Packer.Tests.Execution;

public sealed class DoctorReportTests
{
    [Fact]
    public void OnAnEmptyPathEveryProgramIsMissingAndHasAPackage()
    {
        using var folder = new TemporaryFolder();
        var tools = DoctorReport.Create(new Toolbox(folder.Path(""))).Tools;
        Assert.All(tools.Where(f => f.Name != "Fashion-MNIST"), f => Assert.Null(f.Found));
        Assert.All(tools, f => Assert.Contains("install", f.Get));
        Assert.Equal(7, tools.Count(f => f.Essential));
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
