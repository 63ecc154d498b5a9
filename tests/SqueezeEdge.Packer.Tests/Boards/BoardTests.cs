// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Tests.Boards;

/// <summary>The boards of the repository: their flash is divided without overlaps, and everything fits.</summary>
public sealed class BoardTests
{
    /// <summary>Rooms nanoFramework's own partition tables give the runtime at least; a few hundred KB hold an app with its
    /// libraries.</summary>
    private const int RuntimeBytes = 0x1A0000;
    private const int AppBytes = 0x60000;

    private static readonly string Folder = RepositoryLayout.Find().BoardsFolder;

    public static TheoryData<string> Names => [.. Board.LoadAll(Folder).Select(b => b.Name)];

    [Fact]
    public void ThereAreFive() =>
        Assert.Equal(
            ["esp32-c3-devkitm", "esp32-cam-aithinker", "esp32-devkitc-arducam-mega", "esp32-devkitc-arducam-mini", "esp32-s3-devkitc"],
            Board.LoadAll(Folder).Select(b => b.Name)
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void RuntimeAppAndModelFit(string name)
    {
        var board = Board.Load(Folder, name);
        Assert.Equal(name, Path.GetFileName(Path.GetDirectoryName(Directory.GetFiles(Path.Combine(Folder, name), "board.json").Single())));
        Assert.True(board.Partitions["factory"] is { Type: Partition.App, Bytes: >= RuntimeBytes });
        Assert.True(board.Partitions["deploy"] is { SubType: 0x84, Bytes: >= AppBytes });
        Assert.All(board.Partitions.Models, m => Assert.Equal((Partition.Data, 0x06), (m.Type, m.SubType)));
        Assert.Equal(board.FlashBytes >= 8 << 20 ? ["model0", "model1"] : ["model"], board.Partitions.Models.Select(m => m.Name));
        Assert.Equal(board.FlashBytes, board.Partitions.Partitions[^1].End);

        Assert.NotNull(board.Misfit(board.Partitions.Models[0].Bytes + 1, [default]));
        Assert.NotNull(board.Misfit(0, [new ArenaBlocks(board.LargestRamBlock + 1, 0)]));
        Assert.Null(board.Misfit(board.ModelBytes, [new ArenaBlocks(board.LargestRamBlock / 4096 * 4096, 0)]));
    }

    /// <summary>SqueezeNet v1.0, with 24 KB of labels: the fastest layout of its arena that finds room beside the runtime; -1: none. The
    /// decoder's needs are those of the Deep-Compressed weights.</summary>
    [Theory]
    [InlineData("esp32-devkitc-arducam-mega", 5, 5)]
    [InlineData("esp32-devkitc-arducam-mini", 5, 5)]
    [InlineData("esp32-cam-aithinker", 5, 5)]
    [InlineData("esp32-s3-devkitc", 0, 5)]
    [InlineData("esp32-c3-devkitm", -1, -1)]
    public void TheImageNetModelRunsInTheFastestLayoutThatFits(string name, int fast, int compact)
    {
        var board = Board.Load(Folder, name);
        var shapes = new NetworkShapes(SqueezeNetDescriptions.DeepCompressedV10());
        var fastLayouts = ArenaPlan.AllLayouts(shapes, default);
        var compactLayouts = ArenaPlan.AllLayouts(shapes, new DecoderNeeds(64, 576, 420, 384));
        Assert.Equal(fast < 0, board.Misfit(1_460_412 + 24_000, fastLayouts) is not null);
        Assert.Equal(compact < 0, board.Misfit(422_284 + 24_000, compactLayouts) is not null);
        Assert.Equal((fast, compact), (board.Layout(fastLayouts) ?? -1, board.Layout(compactLayouts) ?? -1));
    }

    /// <summary>The larger block goes where it leaves least; the smaller one may share what is left.</summary>
    [Theory]
    [InlineData(new[] { 50_000, 30_000 }, 45_056, 28_672, true)]
    [InlineData(new[] { 50_000, 30_000 }, 28_672, 45_056, true)]
    [InlineData(new[] { 90_000, 30_000 }, 28_672, 28_672, true)]
    [InlineData(new[] { 60_000 }, 28_672, 28_672, true)]
    [InlineData(new[] { 50_000, 30_000 }, 45_056, 32_768, false)]
    [InlineData(new[] { 50_000 }, 28_672, 28_672, false)]
    public void TheBlocksOfAnArenaFindTheirPlaces(int[] free, int persistent, int scratch, bool fits)
    {
        var board = Board.Load(Folder, "esp32-devkitc-arducam-mega") with { RamBlocks = free };
        Assert.Equal(fits, board.Misfit(1, [new ArenaBlocks(persistent, scratch)]) is null);
    }

    /// <summary>Two blocks ESP-IDF's heap was seen to take, and the classes around a power of two.</summary>
    [Theory]
    [InlineData(70_784, 73_728)]
    [InlineData(87_740, 90_112)]
    [InlineData(1, 16)]
    [InlineData(4096, 4096)]
    [InlineData(4097, 4352)]
    [InlineData(65_535, 65_536)]
    [InlineData(65_536, 65_536)]
    [InlineData(65_537, 69_632)]
    public void TheHeapTakesWholeClasses(int bytes, int block) => Assert.Equal(block, Board.HeapBlock(bytes));

    [Theory]
    [InlineData("esp32-devkitc-arducam-mega", 160, "DIO", 40, 240, "QIO", 80)]
    [InlineData("esp32-c3-devkitm", 160, "DIO", 80, 160, "QIO", 80)]
    [InlineData("esp32-s3-devkitc", 160, "DIO", 80, 240, "QIO", 80)]
    public void TheClocksAreThoseOfTheFirmwareAsItIs(
        string name,
        int cpu,
        string mode,
        int flash,
        int tunedCpu,
        string tunedMode,
        int tunedFlash
    )
    {
        var board = Board.Load(Folder, name);
        Assert.Equal(new ClockSettings(cpu, mode, flash), board.Stock);
        Assert.Equal(new ClockSettings(tunedCpu, tunedMode, tunedFlash), board.Tuned);
        Assert.Equal(1.2, board.EstimateSeconds(cpu * 1_000_000L), 9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheWiringInTheReadmeIsTheBoards(string name)
    {
        var board = Board.Load(Folder, name);
        var readme = File.ReadAllText(Path.Combine(Folder, name, "README.md"));
        foreach (var (signal, gpio) in board.Pins)
        {
            Assert.Matches($@"\| (OLED )?{signal.ToUpperInvariant()} \| GPIO {gpio} \|", readme);
        }

        Assert.Equal(board.Pins.Count, board.Pins.Values.Distinct().Count());
        Assert.Contains("Not run on hardware", readme);
        Assert.Equal(board.Camera != "none", board.Pins.ContainsKey("cs"));
    }

    [Theory]
    [InlineData("{}", "'name' is missing", "model, data, undefined, 0x10000, 4K")]
    [InlineData(null, "no partition for a model", "other, data, undefined, 0x10000, 4K")]
    [InlineData(null, "before the end", "model, data, undefined, 0x8000, 4K")]
    public void ABadDescriptionIsNamed(string? json, string message, string csv)
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "b/board.json",
            json is null
                ? File.ReadAllBytes(Path.Combine(Folder, "esp32-c3-devkitm", "board.json"))
                : System.Text.Encoding.UTF8.GetBytes(json)
        );
        folder.Write("b/partitions.csv", System.Text.Encoding.UTF8.GetBytes(csv));
        Assert.Contains(
            message,
            Assert.Throws<ModelException>(() => Board.LoadAll(folder.Path("."))).Message,
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Fact]
    public void AnUnknownBoardIsNamedWithTheOthers() =>
        Assert.Contains("esp32-s3-devkitc", Assert.Throws<ModelException>(() => Board.Load(Folder, "z80")).Message);

    [Fact]
    public void OptionalKeysAreRead()
    {
        var board = Changed(
            "esp32-devkitc-arducam-mini",
            "\"pins\"",
            """
            "display": "ssd1306", "classPins": ["25=Sneaker, running shoe", "26=9"], "miniBurst": "every", "mirror": true, "rotate": 180,
            "restartAfterFailures": 0, "maxSecondsPerFrame": 30, "pins"
            """
        );
        Assert.Equal("ssd1306", board.Display);
        Assert.Equal(["25=Sneaker, running shoe", "26=9"], board.ClassPins);
        Assert.Equal(
            ("every", true, 180, 0, 30),
            (board.MiniBurst, board.Mirror, board.Rotate, board.RestartAfterFailures, board.MaxSecondsPerFrame)
        );
        var plain = Board.Load(Folder, "esp32-devkitc-arducam-mini");
        Assert.Equal(
            ("none", false, 0, 20, 0),
            (plain.MiniBurst, plain.Mirror, plain.Rotate, plain.RestartAfterFailures, plain.MaxSecondsPerFrame)
        );
        Assert.Equal((null, 0), (plain.Display, plain.ClassPins.Count));
    }

    /// <summary>Every mistake is named with its key, its value and what belongs there.</summary>
    [Theory]
    [MemberData(nameof(BoardMistakes.All), MemberType = typeof(BoardMistakes))]
    public void AMistakeIsNamed(BoardMistake mistake)
    {
        var problem = Assert.Throws<ModelException>(() => Changed(mistake.Board, mistake.Text, mistake.Replacement)).Message;
        Assert.Contains("board.json", problem);
        Assert.Contains(mistake.Message, problem);
        Assert.DoesNotContain("System.", problem);
    }

    /// <summary>A board of the repository with a piece of its description replaced.</summary>
    private static Board Changed(string name, string text, string replacement)
    {
        using var folder = new TemporaryFolder();
        var json = File.ReadAllText(Path.Combine(Folder, name, "board.json"));
        Assert.Contains(text, json);
        folder.Write("mine/board.json", System.Text.Encoding.UTF8.GetBytes(json.Replace(text, replacement, StringComparison.Ordinal)));
        folder.Write("mine/partitions.csv", File.ReadAllBytes(Path.Combine(Folder, name, "partitions.csv")));
        return Board.LoadAll(folder.Path("")).Single();
    }
}
