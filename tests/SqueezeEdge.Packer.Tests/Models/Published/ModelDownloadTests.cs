// SPDX-License-Identifier: MIT
using System.Net;
using System.Security.Cryptography;
using SqueezeEdge.Packer.Models.Published;

namespace SqueezeEdge.Packer.Tests.Models.Published;

/// <summary>Downloads from a server on loopback, good and bad: only a whole, right file ever has the final name.</summary>
public sealed class ModelDownloadTests : IDisposable
{
    private static readonly byte[] Content = Bytes(300_000);

    private readonly TemporaryFolder folder = new();
    private readonly ModelServer server = new(Content);
    private readonly HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ModelCache cache;
    private readonly PublishedModel model;

    public ModelDownloadTests()
    {
        cache = new ModelCache(folder.Path("cache"));
        model = new PublishedModel(
            "test",
            "A test",
            "model.net",
            server.Address,
            Content.Length,
            Convert.ToHexStringLower(SHA256.HashData(Content))
        );
    }

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AModelIsDownloadedOnceAndThenTakenFromTheCache(bool saysLength)
    {
        server.SaysLength = saysLength;
        Assert.Equal(CacheState.Absent, cache.StateOf(model));
        var shares = new Shares();
        var path = new ModelDownload(client, cache).Pull(model, shares);
        Assert.Equal(Content, File.ReadAllBytes(path));
        Assert.Equal(CacheState.Complete, cache.StateOf(model));
        Assert.Equal(1, shares.Values[^1]);
        Assert.Equal(shares.Values.Order(), shares.Values);
        Assert.Equal(path, Pull());
        Assert.Single(server.Requests);
        Assert.Single(Directory.GetFiles(cache.Folder));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnInterruptedDownloadGoesOnWhereItStopped(bool ranges)
    {
        server.CutAfter = 100_000;
        Refused("kept: run this again");
        Assert.Equal(CacheState.Partial, cache.StateOf(model));
        Assert.False(File.Exists(cache.PathOf(model)));
        var kept = new FileInfo(cache.PathOf(model) + ".part").Length;
        Assert.InRange(kept, 1, 100_000);

        (server.CutAfter, server.Ranges) = (-1, ranges);
        Pull();
        Assert.Equal($"bytes={kept}-", server.Requests[^1]);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void ADownloadCutAgainAndAgainArrives()
    {
        server.CutAfter = 90_000;
        var attempts = 0;
        while (cache.StateOf(model) != CacheState.Complete && attempts++ < 10)
        {
            try
            {
                Pull();
            }
            catch (ModelException e)
            {
                Assert.Contains("kept", e.Message);
            }
        }

        Assert.InRange(attempts, 3, 6);
    }

    [Fact]
    public void AnotherFileOfTheSameLengthIsRefusedAndDeleted()
    {
        server.Content = Bytes(Content.Length, seed: 2);
        Refused("SHA-256");
        Assert.Equal(CacheState.Absent, cache.StateOf(model));
        Assert.Empty(Directory.GetFiles(cache.Folder));
    }

    [Fact]
    public void AnEarlierAttemptThatWasDamagedIsStartedAnew()
    {
        server.CutAfter = 100_000;
        Refused("kept");
        var part = cache.PathOf(model) + ".part";
        var half = File.ReadAllBytes(part);
        half[5] ^= 1;
        File.WriteAllBytes(part, half);
        server.CutAfter = -1;
        Pull();
        Assert.Equal(["", $"bytes={half.Length}-", ""], server.Requests);
    }

    [Theory]
    [InlineData(299_999, true)]
    [InlineData(300_001, true)]
    [InlineData(300_001, false)]
    public void AnotherLengthIsRefused(int length, bool saysLength)
    {
        (server.Content, server.SaysLength) = (Bytes(length), saysLength);
        Refused("the model 'test' has 300,000");
        Assert.Equal(CacheState.Absent, cache.StateOf(model));
    }

    [Fact]
    public void AResponseThatEndsEarlyWithoutSayingSoIsNoticed()
    {
        (server.Content, server.SaysLength) = (Content[..200_000], false);
        Refused("200,000 of 300,000 bytes are kept");
        Assert.Equal(CacheState.Partial, cache.StateOf(model));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public void AServersErrorIsTold(int status)
    {
        server.Status = status;
        Refused($"answers {status} {(HttpStatusCode)status}");
        Assert.Equal(CacheState.Absent, cache.StateOf(model));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/model.net")]
    [InlineData("javascript:0")]
    [InlineData("http://[::")]
    [InlineData("http://")]
    [InlineData("//")]
    [InlineData("/model.net")] // to itself, for ever
    public void ARedirectToNowhereIsToldAndNothingIsKept(string location)
    {
        server.Location = location;
        Refused(server.Address.ToString());
        Assert.Equal(CacheState.Absent, cache.StateOf(model));
    }

    [Fact]
    public void AServerThatGoesSilentIsLeft()
    {
        (server.Stalls, server.CutAfter) = (true, 50_000);
        var problem = Assert.Throws<ModelException>(() =>
            new ModelDownload(client, cache) { Timeout = TimeSpan.FromMilliseconds(300) }.Pull(model, new Shares())
        );
        Assert.Contains("has sent nothing", problem.Message);
        Assert.Equal(CacheState.Partial, cache.StateOf(model));
    }

    [Fact]
    public void WithoutAServerTheMessageSaysWhatToDo()
    {
        server.Dispose();
        Refused("cannot be reached");
    }

    [Fact]
    public void AFolderThatCannotBeMadeIsNamed()
    {
        var file = folder.Write("file", [1]);
        var problem = Assert.Throws<ModelException>(() =>
            new ModelDownload(client, new ModelCache(Path.Combine(file, "cache"))).Pull(model, new Shares())
        );
        Assert.Contains(ModelCache.Variable, problem.Message);
    }

    [Fact]
    public void ADamagedFileInTheCacheIsReplaced()
    {
        File.WriteAllBytes(Pull(), new byte[Content.Length]);
        Assert.Equal(CacheState.Damaged, cache.StateOf(model));
        Pull();
    }

    [Fact]
    public void OnlyNamesOfPublishedModelsAreResolved()
    {
        Assert.Equal("no-such-model.net", cache.Resolve("no-such-model.net"));
        foreach (var published in PublishedModel.All)
        {
            Assert.Contains("models pull " + published.Name, Assert.Throws<ModelException>(() => cache.Resolve(published.Name)).Message);
            folder.Write(Path.Combine("cache", published.FileName), [1, 2, 3]);
            Assert.Contains("not the model", Assert.Throws<ModelException>(() => cache.Resolve(published.Name)).Message);
        }
    }

    [Fact]
    public void TheCatalogueNamesTheModelTheBenchmarksUse()
    {
        var bytes = File.ReadAllBytes(SharedMaterial.DeepCompressedModel);
        var published = PublishedModel.All.Single(m => m.Name == "deep-compression");
        Assert.Equal(published.Bytes, bytes.Length);
        Assert.Equal(published.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        folder.Write(Path.Combine("cache", published.FileName), bytes);
        Assert.Equal(cache.PathOf(published), cache.Resolve(published.Name));
    }

    private static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private string Pull()
    {
        var path = new ModelDownload(client, cache).Pull(model, new Shares());
        Assert.Equal(Content, File.ReadAllBytes(path));
        Assert.False(File.Exists(path + ".part"));
        return path;
    }

    private void Refused(string message)
    {
        var problem = Assert.Throws<ModelException>(() => new ModelDownload(client, cache).Pull(model, new Shares()));
        Assert.Contains(message, problem.Message);
        Assert.False(File.Exists(cache.PathOf(model)));
    }

    private sealed class Shares : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }
}
