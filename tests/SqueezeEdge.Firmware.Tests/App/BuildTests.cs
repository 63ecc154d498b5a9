// SPDX-License-Identifier: MIT
using System.Text;
using SqueezeEdge.App.Configuration;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Tests;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>The build reads the board the packer reads.</summary>
public sealed class BuildTests
{
    private static readonly RepositoryLayout Layout = RepositoryLayout.Find();

    public static TheoryData<string> Boards => [.. Board.LoadAll(Layout.BoardsFolder).Select(b => b.Name)];

    [Fact]
    public void TheDefaultBoardIsTheDevKitWithAMega()
    {
        var built = BoardConfiguration.OfThisBuild();
        Assert.Equal(
            ("esp32-devkitc-arducam-mega", CameraName.ArduCamMega, false, 18, 19, 23, 5, 21, 22),
            (built.Name, built.Camera, built.HasDisplay, built.Sck, built.Miso, built.Mosi, built.Cs, built.Sda, built.Scl)
        );
        Assert.Empty(built.ClassPins);
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void EveryBoardIsReadAsThePackerReadsIt(string name)
    {
        var board = Board.Load(Layout.BoardsFolder, name);
        var source = Generate($"-p:Board={name}");
        Assert.Contains($"Name = \"{name}\";", source);
        Assert.Contains($"Camera = \"{board.Camera}\";", source);
        Assert.Contains($"Display = \"{board.Display}\";", source);
        foreach (var signal in new[] { "Sck", "Miso", "Mosi", "Cs", "Sda", "Scl" })
        {
            Assert.Contains($"int {signal} = {board.Pins.GetValueOrDefault(signal.ToLowerInvariant(), -1)};", source);
        }
    }

    [Fact]
    public void DisplayAndClassPinsAreReadToo()
    {
        using var folder = new TemporaryFolder();
        var text = File.ReadAllText(Path.Combine(Layout.BoardsFolder, "esp32-s3-devkitc", "board.json"));
        var file = folder.Write(
            "board.json",
            Encoding.UTF8.GetBytes(
                text.Replace(
                    "\"camera\"",
                    "\"display\": \"ssd1306\",\n  \"classPins\": [\"25=Sneaker; or so\",\n \"26=9\"],\n  \"camera\"",
                    StringComparison.Ordinal
                )
            )
        );
        var source = Generate($"-p:BoardFile={file}", "-p:Camera=colour-bars");
        Assert.Contains("Display = \"ssd1306\";", source);
        Assert.Contains("Camera = \"colour-bars\";", source);
        Assert.Matches(@"new string\[\] \{ ""25=Sneaker; or so"",\s+""26=9"" \};", source);
    }

    [Fact]
    public void AnUnknownBoardIsNamed() => Assert.Contains("There is no board 'nowhere'", Build("-p:Board=nowhere").Output);

    private static string Generate(params string[] properties)
    {
        using var folder = new TemporaryFolder();
        var build = Build([.. properties, $"-p:IntermediateOutputPath={folder.Path("")}/"]);
        Assert.True(build.ExitCode == 0, build.Output);
        return File.ReadAllText(folder.Path("ThisBoard.g.cs"));
    }

    private static ProcessOutcome Build(params string[] arguments)
    {
        var project = Path.Combine(Layout.Root, "firmware-app", "SqueezeEdge.App");
        return ProcessRunner.Run(
            "dotnet",
            ["msbuild", "SqueezeEdge.App.Desktop.csproj", "-t:ReadBoard", "-nologo", "-v:q", "-nodeReuse:false", .. arguments],
            project,
            TimeSpan.FromMinutes(2)
        );
    }
}
