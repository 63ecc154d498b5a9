using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Execution;
using Xunit;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>Thousands of damaged blobs under AddressSanitizer and UndefinedBehaviorSanitizer: refused, or run in bounds.</summary>
public sealed class DamageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly Lazy<string> Program = new(Build);

    [Theory]
    [InlineData(EncodingPolicy.Compact, 1)]
    [InlineData(EncodingPolicy.Fast, 2)]
    [InlineData(EncodingPolicy.Auto, 3)]
    public void EveryDamagedBlobIsRefusedOrRunsInBounds(EncodingPolicy policy, int seed)
    {
        Machines.RequireHost();
        var model = TinyModel.Create();
        TensorEncoding[] mixed = [.. model.Model.Tensors.Select((_, i) => (TensorEncoding)(1 + i % 3))];
        var path = Path.GetTempFileName();
        try
        {
            // Without labels the last stream ends where the memory ends.
            File.WriteAllBytes(path, policy switch
            {
                EncodingPolicy.Auto => BlobWriter.Write(model.Model, mixed),
                EncodingPolicy.Compact => BlobWriter.Write(model.Model with { Labels = [] }, EncodingChoice.Choose(model.Model, policy)),
                _ => model.Pack(policy),
            });
            var outcome = ProcessRunner.Run(Program.Value, [path, $"{seed}", "5000"], Path.GetTempPath(), Patience);
            Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
            var words = outcome.Output.Split([' ', '\n']);
            Assert.True(int.Parse(words[1]) > 1000 && int.Parse(words[3]) > 10, outcome.Output);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Build()
    {
        var layout = RepositoryLayout.Find();
        var cmake = Machines.Build.Tools.Require("cmake");
        var folder = Path.Combine(layout.BuildFolder, "host-sanitized");
        Run([.. "-DSQE_SANITIZE=ON -DSQE_TESTS=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo -S".Split(' '), layout.KernelsFolder, "-B", folder]);
        Run(["--build", folder]);
        return Path.Combine(folder, "damage");

        void Run(IReadOnlyList<string> arguments)
        {
            var outcome = ProcessRunner.Run(cmake, arguments, layout.Root, Patience);
            Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        }
    }
}
