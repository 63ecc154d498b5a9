// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Exploration;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Models;

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
        Assert.All(board.Partitions.Models, m => Assert.Equal((Partition.Data, 0x90), (m.Type, m.SubType)));
        Assert.Equal(board.FlashBytes >= 8 << 20 ? ["model0", "model1"] : ["model"], board.Partitions.Models.Select(m => m.Name));
        Assert.Equal(board.FlashBytes, board.Partitions.Partitions[^1].End);

        // SqueezeNet v1.0 in the fast encoding, with 24 KB of labels.
        var estimate = new NetworkEstimate(SqueezeNetDescriptions.DeepCompressedV10(), DensityAssumption.Paper);
        Assert.Null(board.Misfit(1_460_412 + 24_000, estimate.Fast.ArenaBytes));
        Assert.Null(board.Misfit(estimate.Compact.BlobBytes, estimate.Compact.ArenaBytes));
        Assert.NotNull(board.Misfit(board.Partitions.Models[0].Bytes + 1, 0));
        Assert.NotNull(board.Misfit(0, board.NativeRamBytes + 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheWiringInTheReadmeIsTheBoards(string name)
    {
        var board = Board.Load(Folder, name);
        Assert.Contains(board.Target, new[] { "rv32", "xtensa" });
        Assert.Contains(board.Camera, new[] { "arducam-mega", "arducam-mini-2mp-plus", "none" });
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
    [InlineData("{}", "Name", "model, data, 0x90, 0x10000, 4K")]
    [InlineData(null, "no partition for a model", "other, data, 0x90, 0x10000, 4K")]
    [InlineData(null, "before the end", "model, data, 0x90, 0x8000, 4K")]
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

    [Theory]
    [InlineData("\"display\": \"ssd1306\", \"classPins\": [\"25=Sneaker, running shoe\", \"26=9\"]", null)]
    [InlineData("\"display\": \"lcd\"", "there is no display 'lcd'")]
    [InlineData("\"classPins\": [\"25\"]", "'25' is not of the form")]
    [InlineData("\"classPins\": [\"D4=Bag\"]", "'D4=Bag' is not of the form")]
    [InlineData("\"classPins\": [\"25=\"]", "'25=' is not of the form")]
    [InlineData("\"buzzer\": 4", "buzzer")]
    public void DisplayAndClassPinsAreChecked(string member, string? problem)
    {
        using var folder = new TemporaryFolder();
        var place = Directory.CreateDirectory(folder.Path("mine")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Folder, "esp32-s3-devkitc")))
        {
            File.Copy(file, Path.Combine(place, Path.GetFileName(file)));
        }

        var json = Path.Combine(place, "board.json");
        File.WriteAllText(json, File.ReadAllText(json).Replace("{\n  \"name\"", $"{{\n  {member},\n  \"name\"", StringComparison.Ordinal));
        if (problem is not null)
        {
            Assert.Contains(problem, Assert.Throws<ModelException>(() => Board.LoadAll(folder.Path(""))).Message);
            return;
        }

        var board = Board.LoadAll(folder.Path("")).Single();
        Assert.Equal("ssd1306", board.Display);
        Assert.Equal(["25=Sneaker, running shoe", "26=9"], board.ClassPins);
    }
}
