// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Packer.Tests.Tools;

public sealed class DiagnosisTests
{
    [Fact]
    public void OnAnEmptyPathEveryProgramIsMissingAndHasAPackage()
    {
        using var folder = new TemporaryFolder();
        var findings = Diagnosis.Run(new Toolbox(folder.Path("")));
        Assert.All(findings.Where(f => f.Name != "Fashion-MNIST"), f => Assert.Null(f.Found));
        Assert.All(findings, f => Assert.Contains("install", f.Get));
        Assert.Equal(7, findings.Count(f => f.Essential));
    }

    [Fact]
    public void APythonWithoutTorchIsSaidToBeSo()
    {
        using var folder = new TemporaryFolder();
        var python = folder.Program("python3", "#!/bin/sh\nexit 1");
        var torch = Diagnosis.Run(new Toolbox(folder.Path(""))).Single(f => f.Name.Contains("torch", StringComparison.Ordinal));
        Assert.Null(torch.Found);
        Assert.Contains("has no torch", torch.Get);
        File.WriteAllText(python, "#!/bin/sh\necho 1.13\n");
        Assert.Equal(
            $"{python}, torch 1.13",
            Diagnosis.Run(new Toolbox(folder.Path(""))).Single(f => f.Name.Contains("torch", StringComparison.Ordinal)).Found
        );
    }
}
