// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Tools;
using Xunit;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>Damaged blobs and slots, random networks and wrong calls under AddressSanitizer and UndefinedBehaviorSanitizer: refused,
/// or run in bounds, and what is whole is computed right.</summary>
public sealed class DamageTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);
    private static readonly Lazy<string> Programs = new(Build);

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
            File.WriteAllBytes(
                path,
                policy switch
                {
                    EncodingPolicy.Auto => BlobWriter.Write(model.Model, mixed),
                    EncodingPolicy.Compact => BlobWriter.Write(
                        model.Model with
                        {
                            Labels = [],
                        },
                        EncodingChoice.Choose(model.Model, policy)
                    ),
                    _ => model.Pack(policy),
                }
            );
            var outcome = ProcessRunner.Run(Path.Combine(Programs.Value, "damage"), [path, $"{seed}", "5000"], Path.GetTempPath(), Timeout);
            Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
            var words = outcome.Output.Split([' ', '\n']);
            Assert.True(int.Parse(words[1]) > 1000 && int.Parse(words[3]) > 10, outcome.Output);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The session behind the C# interop library, called in any order with any arguments.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void EveryWrongCallOfASessionIsRefusedOrStaysInBounds(int seed)
    {
        Machines.RequireHost();
        var path = Path.GetTempFileName();
        try
        {
            // More classes than a session returns.
            File.WriteAllBytes(path, TinyModel.Create(classes: 21).Pack(EncodingPolicy.Compact));
            var outcome = ProcessRunner.Run(Path.Combine(Programs.Value, "misuse"), [path, $"{seed}", "2000"], Path.GetTempPath(), Timeout);
            Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
            var words = outcome.Output.Split([' ', '\n']);
            Assert.True(int.Parse(words[1]) > 10000 && int.Parse(words[3]) > 10000 && int.Parse(words[5]) > 1000, outcome.Output);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>200,000 small networks: a quarter whole, with the sums that the documents give; the others damaged in fields and
    /// streams behind right checksums.</summary>
    [Theory]
    [InlineData(1_000_000)]
    [InlineData(2_000_000)]
    public void RandomNetworksAreComputedRightAndDamagedOnesRefusedOrRunInBounds(int seed)
    {
        var counts = Counts("fuzz", $"{seed}", "100000");
        Assert.Equal(100_000, counts.Values.Sum());
        Assert.True(counts["whole"] > 20_000 && counts["overflowing"] > 200 && counts["refused"] > 50_000, string.Join(", ", counts));
        Assert.True(counts["opened"] > 5_000, string.Join(", ", counts));
    }

    /// <summary>Slots as updates, power cuts and bad flash leave them: the newest valid model is the one that is opened.</summary>
    [Fact]
    public void TheNewestValidSlotIsOpenedWhateverTheOthersHold()
    {
        var counts = Counts("fuzz_slots", "1", "30000");
        Assert.Equal(30_000, counts["chosen"] + counts["none"]);
        Assert.True(counts["none"] > 3_000 && counts["bare"] > 1_000, string.Join(", ", counts));
    }

    /// <summary>Runs a test program that ends with "name number name number ...".</summary>
    private static Dictionary<string, int> Counts(string program, params string[] arguments)
    {
        Machines.RequireHost();
        var outcome = ProcessRunner.Run(Path.Combine(Programs.Value, program), arguments, Path.GetTempPath(), Timeout);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        return outcome.Output.Trim().Split(' ').Chunk(2).ToDictionary(pair => pair[0], pair => int.Parse(pair[1]));
    }

    private static string Build()
    {
        var layout = RepositoryLayout.Find();
        var cmake = Machines.Build.Tools.Require("cmake");
        var folder = Path.Combine(layout.BuildFolder, "host-sanitized");
        Run([.. "-DSQE_SANITIZE=ON -DSQE_TESTS=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo -S".Split(' '), layout.KernelsFolder, "-B", folder]);
        Run(["--build", folder]);
        return folder;

        void Run(IReadOnlyList<string> arguments)
        {
            var outcome = ProcessRunner.Run(cmake, arguments, layout.Root, Timeout);
            Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        }
    }
}
