// SPDX-License-Identifier: MIT
using System.Text;
using SqueezeEdge.App.Configuration;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Tests;
using SqueezeEdge.Packer.Tests.Boards;
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
        Assert.Equal(
            (0, false, false, 20, 0, 160),
            (built.MiniBurst, built.Mirror, built.UpsideDown, built.RestartAfterFailures, built.MaxSecondsPerFrame, built.CpuMHz)
        );
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
        var text = File.ReadAllText(Path.Combine(Layout.BoardsFolder, "esp32-devkitc-arducam-mini", "board.json"));
        var file = folder.Write(
            "board.json",
            Encoding.UTF8.GetBytes(
                text.Replace(
                    "\"camera\"",
                    "\"display\": \"ssd1306\",\n  \"classPins\": [\"25=Sneaker; or so\",\n \"26=9\"],\n"
                        + "  \"miniBurst\": \"every\", \"mirror\": true,\n"
                        + "  \"rotate\": 180, \"restartAfterFailures\": 7, \"maxSecondsPerFrame\": 30,\n  \"camera\"",
                    StringComparison.Ordinal
                )
            )
        );
        var source = Generate($"-p:BoardFile={file}", "-p:Camera=colour-bars");
        Assert.Contains("Display = \"ssd1306\";", source);
        Assert.Contains("Camera = \"colour-bars\";", source);
        Assert.Contains("MiniBurst = \"every\";", source);
        Assert.Contains("Mirror = true;", source);
        Assert.Contains("UpsideDown = true;", source);
        Assert.Contains("RestartAfterFailures = 7;", source);
        Assert.Contains("MaxSecondsPerFrame = 30;", source);
        Assert.Matches(@"new string\[\] \{ ""25=Sneaker; or so"",\s+""26=9"" \};", source);
    }

    /// <summary>What the packer refuses the build refuses, too, and it takes every board of the repository.</summary>
    [Fact]
    public void TheBuildRefusesEveryMistakeThePackerRefuses()
    {
        using var folder = new TemporaryFolder();
        var mistakes = BoardMistakes.List.Where(m => m.InBuild).ToList();
        var files = mistakes
            .Select(
                (m, i) =>
                    folder.Write(
                        $"mistake{i}/board.json",
                        Encoding.UTF8.GetBytes(Json(m.Board).Replace(m.Text, m.Replacement, StringComparison.Ordinal))
                    )
            )
            .Concat(
                Board
                    .LoadAll(Layout.BoardsFolder)
                    .Select(b => folder.Write($"right-{b.Name}/board.json", Encoding.UTF8.GetBytes(Json(b.Name))))
            );
        var project = folder.Write(
            "all.proj",
            Encoding.UTF8.GetBytes(
                $"""
                <Project>
                  <Target Name="All">
                    <ItemGroup>
                      <File Include="{string.Join(';', files)}" />
                    </ItemGroup>
                    <MSBuild Projects="{Project}/SqueezeEdge.App.Desktop.csproj" Targets="CheckBoard"
                             Properties="BoardFile=%(File.FullPath)" ContinueOnError="ErrorAndContinue" />
                  </Target>
                </Project>
                """
            )
        );
        var output = ProcessRunner
            .Run("dotnet", ["msbuild", project, "-t:All", "-nologo", "-v:q", "-nodeReuse:false"], Project, TimeSpan.FromMinutes(4))
            .Output;
        Assert.All(mistakes.Select((m, i) => (m, i)), m => Assert.Contains($"mistake{m.i}/board.json : error", output));
        Assert.DoesNotContain("right-", output);
    }

    [Fact]
    public void AnUnknownCameraIsNamed() => Assert.Contains("There is no camera 'colour-bar'", Build("-p:Camera=colour-bar").Output);

    [Fact]
    public void AnUnknownBoardIsNamed() => Assert.Contains("There is no board 'nowhere'", Build("-p:Board=nowhere").Output);

    private static string Generate(params string[] properties)
    {
        using var folder = new TemporaryFolder();
        var build = Build([.. properties, $"-p:IntermediateOutputPath={folder.Path("")}/"]);
        Assert.True(build.ExitCode == 0, build.Output);
        return File.ReadAllText(folder.Path("ThisBoard.g.cs"));
    }

    private static string Project => Path.Combine(Layout.Root, "firmware-app", "SqueezeEdge.App");

    private static string Json(string board) => File.ReadAllText(Path.Combine(Layout.BoardsFolder, board, "board.json"));

    private static ProcessOutcome Build(params string[] arguments)
    {
        return ProcessRunner.Run(
            "dotnet",
            ["msbuild", "SqueezeEdge.App.Desktop.csproj", "-t:ReadBoard", "-nologo", "-v:q", "-nodeReuse:false", .. arguments],
            Project,
            TimeSpan.FromMinutes(2)
        );
    }
}
