// SPDX-License-Identifier: MIT
using System.Text.Json;
using SkiaSharp;
using Spectre.Console.Testing;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Tools;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Cli.Tests;

/// <summary>What a command printed.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Table">What it showed to people.</param>
/// <param name="Output">What it printed for machines.</param>
/// <param name="Error">Its messages.</param>
public sealed record Outcome(int ExitCode, string Table, string Output, string Error)
{
    /// <summary>The JSON it printed.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;
}

/// <summary>A temporary folder with a tiny trained model and pictures, and the command line to use on them.</summary>
public sealed class Workspace : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("squeezeedge-");

    /// <summary>Makes the folder.</summary>
    public Workspace()
    {
        System.IO.File.WriteAllBytes(this["tiny.safetensors"], SafetensorsModel.Write(Model()));
        Directory.CreateDirectory(this["pictures"]);
        var random = new Random(3);
        for (var i = 0; i < 6; i++)
        {
            Picture(Path.Combine(this["pictures"], $"{i % 4:000}_{i}.png"), 40, 30, random);
        }
    }

    /// <summary>Path of a file in the folder.</summary>
    public string this[string name] => Path.Combine(folder.FullName, name);

    /// <summary>Writes a file of text and gives its path.</summary>
    public string File(string name, string text)
    {
        System.IO.File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Runs a command line.</summary>
    public static Outcome Run(params string[] args)
    {
        var console = new TestConsole().Width(200);
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = CommandLine.Run(args, console, output, error);
        return new Outcome(exitCode, console.Output, output.ToString(), error.ToString());
    }

    /// <summary>Packs the tiny model.</summary>
    public string Pack(string encoding = "fast")
    {
        var path = this[$"{encoding}.sqz"];
        var outcome = Run("pack", this["tiny.safetensors"], "-o", path, "--encoding", encoding, "--calibrate", this["pictures"]);
        Assert.Equal(0, outcome.ExitCode);
        return path;
    }

    /// <summary>Skips a test where a tool is missing.</summary>
    public static void Need(params string[] tools)
    {
        foreach (var tool in tools)
        {
            Assert.SkipWhen(new Toolbox().Find(tool) is null, $"{tool} is not installed");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>Writes a picture of noise.</summary>
    public static void Picture(string path, int width, int height, Random random)
    {
        using var bitmap = new SKBitmap(width, height);
        for (var i = 0; i < width * height; i++)
        {
            bitmap.SetPixel(i % width, i / width, new SKColor((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        System.IO.File.WriteAllBytes(path, data.ToArray());
    }

    private static FloatModel Model()
    {
        var random = new Random(5);
        var network = new NetworkDescription(
            "tiny",
            new InputDescription(24, 24, 3, ChannelOrder.Rgb, [120, 120, 120], [60, 60, 60], ResizePolicy.Squash, 26),
            [
                new Convolution("conv1", 6, 3, 2, 0),
                new MaxPool("pool1", 3, 2, true),
                new Fire("fire2", 4, 6, 6),
                new Convolution("conv3", 4, 1, 1, 0),
                new GlobalAverage("pool3"),
            ]
        );
        var tensors = new NetworkShapes(network).Tensors.Select(s => new FloatTensor(
            s,
            [.. Enumerable.Range(0, s.Weights).Select(_ => random.Next(3) == 0 ? 0 : (float)(random.NextDouble() - 0.4))],
            [.. Enumerable.Range(0, s.OutputChannels).Select(_ => (float)random.NextDouble())]
        ));
        return new FloatModel(network, [.. tensors], new byte[32]);
    }
}
