// SPDX-License-Identifier: MIT
using System.Diagnostics;
using System.IO.Compression;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Tests.Models;

/// <summary>
/// Small valid files of every format, damaged thousands of times from a fixed seed. Whatever comes out, it is a model or a
/// <see cref="ModelException"/>, soon, and without much memory.
/// </summary>
public sealed class ImporterFuzzTests
{
    private const int Rounds = 2500;
    private const long MostBytes = 100_000_000;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    /// <summary>Values that lengths, counts and offsets break on, as the formats write them.</summary>
    private static readonly byte[][] Extremes =
    [
        [0],
        [0x7F],
        [0xFF],
        [0xFF, 0xFF, 0xFF, 0xFF],
        [0xFF, 0xFF, 0xFF, 0x7F],
        [0x7F, 0xFF, 0xFF, 0xFF],
        [0, 0, 0, 0x80],
        [0x80, 0x80, 0x80, 0x80, 0x08],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        "-1"u8.ToArray(),
        "99999999999"u8.ToArray(),
        "1e30"u8.ToArray(),
        "[]"u8.ToArray(),
        "{}"u8.ToArray(),
        "null"u8.ToArray(),
        "\"x\""u8.ToArray(),
    ];

    /// <summary>Formats, and how many bytes at the start hold most of the structure.</summary>
    [Theory]
    [InlineData(".onnx", int.MaxValue)]
    [InlineData(".caffemodel", int.MaxValue)]
    [InlineData(".safetensors", 1500)]
    [InlineData(".pth", int.MaxValue)]
    public void OnlyModelExceptionsComeOutOfDamagedModels(string extension, int structure)
    {
        using var folder = new TemporaryFolder();
        var model = TestNetworks.Colour32();
        var valid = extension switch
        {
            ".onnx" => OnnxSamples.Numbered(model),
            ".caffemodel" => CaffeReaderTests.Write(model),
            ".safetensors" => SafetensorsModel.Write(model),
            _ => Described(folder, model),
        };
        Assert.Equal(model.Tensors.Count, ModelLoader.Load(folder.Write("model" + extension, valid)).Tensors.Count);
        Damage(
            valid,
            structure,
            bytes => ModelLoader.Load(folder.Write("model" + extension, bytes)),
            extension == ".pth" ? InsideTheArchive : null
        );
    }

    [Fact]
    public void OnlyModelExceptionsComeOutOfDamagedDescriptions()
    {
        using var folder = new TemporaryFolder();
        var model = TestNetworks.Bypass24();
        var path = folder.Write("model.safetensors", Safetensors.Write(Tensors(model)));
        var description = ModelDescriptionFile.Write(model.Network);
        folder.Write("model.json", description);
        ModelLoader.Load(path);
        Damage(
            description,
            int.MaxValue,
            bytes =>
            {
                folder.Write("model.json", bytes);
                ModelLoader.Load(path);
            }
        );
    }

    /// <summary>The header of 26 pairs of counts is most of the structure; the network has a fixed shape of 1.2 million weights.</summary>
    [Fact]
    public void OnlyModelExceptionsComeOutOfADamagedDeepCompressionFile()
    {
        using var folder = new TemporaryFolder();
        var valid = DeepCompressionReaderTests.Container(fire2Entries: 96);
        Damage(valid, 300, bytes => ModelLoader.Load(folder.Write("model.net", bytes)), rounds: 300);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OnlyModelExceptionsComeOutOfDamagedIdxFiles(bool gzipped)
    {
        using var folder = new TemporaryFolder();
        byte[] pictures = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, .. Enumerable.Range(0, 60).Select(i => (byte)i)];
        var ending = gzipped ? ".gz" : "";
        byte[] labels = [0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3];
        folder.Write("labels-idx1-ubyte" + ending, gzipped ? Zip(labels) : labels);
        Damage(
            pictures,
            16,
            bytes =>
            {
                foreach (var image in IdxImages.List(folder.Write("images-idx3-ubyte" + ending, gzipped ? Zip(bytes) : bytes)))
                {
                    image.Load();
                }
            }
        );
    }

    private static void Damage(
        byte[] valid,
        int structure,
        Action<byte[]> read,
        Func<byte[], Random, byte[]>? inside = null,
        int rounds = Rounds
    )
    {
        var random = new Random(valid.Length);
        var (accepted, refused) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = inside is not null && random.Next(3) > 0 ? inside(valid, random) : Damaged(valid, structure, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            try
            {
                read(bytes);
                accepted++;
            }
            catch (ModelException e)
            {
                Assert.NotEmpty(e.Message);
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"round {round}: {e}");
            }

            Assert.True(watch.Elapsed < MostTime, $"round {round} took {watch.Elapsed}");
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostBytes, $"round {round} allocated {allocated:N0} bytes for a file of {bytes.Length}");
        }

        Assert.True(accepted > 0 && refused > rounds / 10, $"{accepted} accepted, {refused} refused");
    }

    private static byte[] Damaged(byte[] valid, int structure, Random random)
    {
        var bytes = valid.ToList();
        for (var times = 1 + random.Next(3); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(4) == 0 ? random.Next(bytes.Count) : random.Next(Math.Min(structure, bytes.Count));
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    var extreme = Extremes[random.Next(Extremes.Length)];
                    for (var i = 0; i < extreme.Length && at + i < bytes.Count; i++)
                    {
                        bytes[at + i] = extreme[i];
                    }

                    break;
                case 3:
                    bytes.InsertRange(at, Extremes[random.Next(Extremes.Length)]);
                    break;
                case 4:
                    bytes.RemoveRange(at, Math.Min(1 + random.Next(8), bytes.Count - at));
                    break;
                case 5:
                    // A part twice, as a repeated field or key.
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(1 + random.Next(200), bytes.Count - at)));
                    break;
                default:
                    if (random.Next(4) == 0)
                    {
                        bytes.RemoveRange(at, bytes.Count - at);
                    }
                    else
                    {
                        bytes[at] = (byte)(bytes[at] + (random.Next(2) == 0 ? 1 : -1));
                    }

                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>One entry of a zip archive damaged, behind right sizes and checksums: mostly the pickle.</summary>
    private static byte[] InsideTheArchive(byte[] valid, Random random)
    {
        using var archive = new ZipArchive(new MemoryStream(valid));
        var pickled = random.Next(5) > 0;
        var chosen = pickled ? archive.Entries.First(e => e.Name == "data.pkl") : archive.Entries[random.Next(archive.Entries.Count)];
        var file = new MemoryStream();
        using (var changed = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in archive.Entries)
            {
                var content = new MemoryStream();
                using (var from = entry.Open())
                {
                    from.CopyTo(content);
                }

                using var to = changed.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                to.Write(entry == chosen ? Damaged(content.ToArray(), int.MaxValue, random) : content.ToArray());
            }
        }

        return file.ToArray();
    }

    /// <summary>A state dict under the network's own names, with the description that it needs beside it.</summary>
    private static byte[] Described(TemporaryFolder folder, FloatModel model)
    {
        var builder = new TorchBuilder();
        foreach (var (name, (shape, values)) in Tensors(model))
        {
            builder.Tensor(name, values, shape);
        }

        folder.Write("model.json", ModelDescriptionFile.Write(model.Network));
        return builder.Build();
    }

    private static Dictionary<string, (int[], float[])> Tensors(FloatModel model) =>
        model
            .Tensors.SelectMany(t =>
                new (string, (int[], float[]))[]
                {
                    (
                        t.Shape.Name + ".weight",
                        ([t.Shape.OutputChannels, t.Shape.InputChannels, t.Shape.Kernel, t.Shape.Kernel], t.Weights)
                    ),
                    (t.Shape.Name + ".bias", ([t.Shape.OutputChannels], t.Bias)),
                }
            )
            .ToDictionary(t => t.Item1, t => t.Item2);

    private static byte[] Zip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
