// SPDX-License-Identifier: MIT
using System.Text.RegularExpressions;
using Spectre.Console.Testing;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Cli.Results;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Models.Published;
using SqueezeEdge.Packer.Pruning;
using SqueezeEdge.Packer.Tools;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Cli.Tests;

/// <summary>What people see in a terminal of 80 columns, and that no terminal ever shows them half a number.</summary>
public sealed partial class TableTests
{
    private static readonly NetworkShapes V10 = new(SqueezeNetDescriptions.DeepCompressedV10());

    private static readonly BoardResult[] Boards =
    [
        new("esp32-c3-devkitm", "ESP32-C3-DevKitM-1", "ESP32-C3", 160, 1_572_864, [59_392], true, null, 0, 6.744),
        new(
            "esp32-devkitc-arducam-mega",
            "ESP32-DevKitC with an Arducam Mega",
            "ESP32",
            240,
            1_044_480,
            [110_000],
            false,
            "blob 416,250 bytes too large for flash",
            null,
            null
        ),
    ];

    [Theory]
    [InlineData("inspect")]
    [InlineData("explore")]
    [InlineData("explore-one")]
    [InlineData("prune")]
    [InlineData("doctor")]
    [InlineData("models-list")]
    [InlineData("profile")]
    [InlineData("demo")]
    public void AtEightyColumnsItIsReadable(string name) => Snapshot.Match($"{name}.80", Show(name, 80));

    [Theory]
    [InlineData("inspect")]
    [InlineData("explore")]
    [InlineData("explore-one")]
    [InlineData("prune")]
    [InlineData("doctor")]
    [InlineData("models-list")]
    [InlineData("profile")]
    [InlineData("demo")]
    public void NoWidthSplitsANumberOrIsExceeded(string name)
    {
        var whole = Numbers(Show(name, 400));
        Assert.NotEmpty(whole);
        for (var width = 80; width <= 200; width += 7)
        {
            var shown = Show(name, width);
            Assert.All(shown.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, width));
            Assert.DoesNotContain('…', shown);
            Assert.Subset(whole, Numbers(shown));
        }
    }

    [Fact]
    public void AWideTerminalShowsMore()
    {
        Assert.DoesNotContain("parameters", Show("inspect", 80).Split("Not shown")[0]);
        Assert.Contains("Not shown at this width: parameters", Show("inspect", 80));
        Assert.Contains("parameters", Show("inspect", 120));
        Assert.DoesNotContain("Not shown", Show("inspect", 120));
    }

    private static HashSet<string> Numbers(string text) => [.. NumberSyntax().Matches(text).Select(m => m.Value)];

    [GeneratedRegex(@"[0-9][0-9.,x/]*")]
    private static partial Regex NumberSyntax();

    private static string Show(string name, int width)
    {
        var console = new TestConsole().Width(width);
        var terminal = new Terminal(console, TextWriter.Null, TextWriter.Null, null);
        switch (name)
        {
            case "inspect":
                InspectTables.Show(terminal, Inspected());
                break;
            case "explore":
                Explore("--version", "1.0,1.1", "--sr", "0.125,0.25", "--bypass", "simple");
                break;
            case "explore-one":
                Explore("--input", "224x224");
                break;
            case "prune":
                PruneTable.Show(
                    terminal,
                    new PruneResult(
                        "pruned.safetensors",
                        "pruned.json",
                        "squeezenet-v1.0",
                        [.. V10.Tensors.Select(t => new PrunedLayer(t.Name, t.Weights, t.Weights - 7, (t.Weights * 2 / 7) + 1, 0.987))]
                    )
                );
                break;
            case "doctor":
                DoctorTable.Show(
                    terminal,
                    new DoctorReport(
                        false,
                        [
                            new("host", "cmake", "/usr/bin/cmake", "sudo apt-get install cmake", true),
                            new("rv32", "riscv64-unknown-elf-gcc", "/usr/bin/riscv64-unknown-elf-gcc", "sudo apt-get install gcc", true),
                            new(
                                "xtensa",
                                "xtensa-lx106-elf-gcc",
                                null,
                                "sudo apt-get install gcc-xtensa-lx106 picolibc-xtensa-lx106-elf",
                                true
                            ),
                            new("flash", "esptool or esptool.py", null, "pip install esptool, or sudo apt-get install esptool", false),
                            new("train", "python3 with torch", "/usr/bin/python3, torch 2.6.0", "", false),
                        ]
                    )
                );
                break;
            case "models-list":
                ModelsTable.Show(
                    terminal,
                    [
                        .. PublishedModel.All.Select(
                            (m, i) => new ModelResult(m.Name, m.Title, (CacheState)i, m.FileName, m.Bytes, m.Sha256, m.Address)
                        ),
                    ],
                    "~/.cache/squeezeedge/models"
                );
                break;
            case "profile":
                ProfileTable.Show(
                    terminal,
                    new ProfileResult(
                        "squeezenet-v1.0",
                        "rv32",
                        "fast",
                        1_460_730,
                        21_675,
                        899_123_456,
                        70_784,
                        [47_704, 23_080],
                        [47_704, 23_076],
                        1_024,
                        [.. V10.Tensors.Select(t => new ProfiledLayer(t.Name, 31L * t.Weights, (long)t.Weights * t.OutputWidth))],
                        [.. Boards.Take(1)]
                    )
                );
                break;
            default:
                DemoTables.Show(
                    terminal,
                    new DemoResult(
                        "squeezenet-v1.0",
                        "rv32",
                        227,
                        227,
                        1_460_730,
                        21_675,
                        70_784,
                        1_024,
                        899_123_456,
                        1,
                        [
                            new("7.jpg", 7, "cock", true, 899_123_456, [new(7, "cock", 0.91234, 1234)]),
                            new("1.jpg", 1, "goldfish, Carassius auratus", false, 899_123_456, [new(389, "barracouta, snoek", 0.2, 77)]),
                        ],
                        Boards
                    )
                );
                break;
        }

        return console.Output;

        void Explore(params string[] options)
        {
            Board[] boards = [Board("esp32-c3-devkitm", "rv32", 0x180000), Board("esp32-devkitc-arducam-mega", "xtensa", 0xF0000)];
            var verb = new ExploreOptionsProbe(options);
            ExploreTables.Show(terminal, [.. verb.Candidates.Select(c => ExploreResult.Of(c, boards))]);
        }
    }

    private static InspectResult Inspected() =>
        new(
            "squeezenet-v1.0",
            "e4ab6960ae8cd81505e1c2136921201507e930966c53deaf15862a395b3a3261",
            V10.Network.Input,
            1000,
            1_460_730,
            21_675,
            443_212_345,
            70_784,
            [47_704, 23_080],
            [new ArenaBlocks(53_484, 33_628), new ArenaBlocks(47_704, 23_080)],
            2_724,
            [
                .. V10.Tensors.Select(t => new LayerResult(
                    t.Name,
                    t.OutputWidth,
                    t.OutputHeight,
                    t.OutputChannels,
                    t.Kernel,
                    t.Stride,
                    t.Weights,
                    t.Weights / 3,
                    63,
                    6,
                    t.Weights > 100_000 ? "compact" : "fast",
                    t.Weights / 3 * 4
                )),
            ],
            [new ArenaBuffer("segment records", 2_080, true), new ArenaBuffer("fire2 rows", 68_704, true)],
            Boards
        );

    private static Board Board(string name, string target, int room) =>
        new(
            name,
            name,
            "ESP32",
            target,
            1,
            0x400000,
            new FlashCache(32_768, 2, 32),
            new ClockSettings(240, "DIO", 40),
            new ClockSettings(240, "QIO", 80),
            [110_000],
            "X",
            0,
            "none",
            new Dictionary<string, int>()
        )
        {
            Partitions = PartitionTable.Parse(
                $"nvs,data,nvs,0x9000,0x6000\nfactory,app,factory,0x10000,0x100000\nmodel,data,0x40,0x110000,0x{room:x}\n",
                "partitions.csv",
                0x400000
            ),
        };
}
