// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models.Published;

namespace SqueezeEdge.Cli.Tests;

/// <summary>The verbs around published models, as far as they need no network.</summary>
public sealed class ModelsTests : IDisposable
{
    private readonly Workspace work = new();
    private readonly string? before = Environment.GetEnvironmentVariable(ModelCache.Variable);

    public ModelsTests() => Environment.SetEnvironmentVariable(ModelCache.Variable, work["cache"]);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(ModelCache.Variable, before);
        work.Dispose();
    }

    [Fact]
    public void TheListTellsWhatIsThere()
    {
        var absent = Workspace.Run("models", "list", "--json").Json.EnumerateArray().ToArray();
        Assert.Equal(PublishedModel.All.Select(m => m.Name), absent.Select(m => m.GetProperty("name").GetString()));
        Assert.All(absent, m => Assert.Equal("absent", m.GetProperty("state").GetString()));
        Assert.All(absent, m => Assert.StartsWith(work["cache"], m.GetProperty("path").GetString()));

        Directory.CreateDirectory(work["cache"]);
        File.WriteAllText(absent[0].GetProperty("path").GetString()!, "something else");
        File.WriteAllText(absent[1].GetProperty("path").GetString() + ".part", "the beginning");
        var table = Workspace.Run("models", "list").Table;
        Assert.Contains("damaged: pull it again", table);
        Assert.Contains("partly downloaded", table);
        Assert.Contains("not downloaded", table);
    }

    [Fact]
    public void AModelThatHasNotBeenPulledSaysHow()
    {
        PackTests.Refused("models pull deep-compression", "pack", "deep-compression", "-o", work["x.sqz"]);
        PackTests.Refused("models pull onnx-1.1", "export", "onnx-1.1", "--onnx", work["x.onnx"]);
        PackTests.Refused("choose from deep-compression", "models", "pull", "vgg");
        Assert.Equal(2, Workspace.Run("models", "pull").ExitCode);
    }
}
