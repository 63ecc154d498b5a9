// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Flashing;
using SqueezeEdge.Packer.Tests.Blob;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Packer.Tests.Flashing;

/// <summary>What a flashing program is asked to do, and what is in flash after that.</summary>
public sealed class FlashJobTests : IDisposable
{
    private static readonly byte[] First = Blob(1);
    private static readonly byte[] Second = Blob(2);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("esptool")]
    [InlineData("esptool.py")]
    public void TheModelAloneIsOneWriteOnABoardWithOneSlot(string name)
    {
        var (board, fake) = Prepare("esp32-c3-devkitm", name);
        var path = folder.Write("model.sqz", First);
        Job(board).WriteModel(path, First, new Silent());
        Assert.Equal([$"esptool --chip esp32c3 --port /dev/tty7 write_flash 0x250000 {path}"], fake.Calls);
        Holds(fake.Flash, 0x250000, First);
        Assert.All(fake.Flash[..0x250000], b => Assert.Equal(0xFF, b));
    }

    [Fact]
    public void UpdatesAlternateBetweenTwoSlotsAndTheOldModelStays()
    {
        var (board, fake) = Prepare("esp32-s3-devkitc", "esptool");
        var slots = board.Partitions.Models;
        foreach (var (blob, slot, sequence) in new[] { (First, 0, 1u), (Second, 1, 2u), (First, 0, 3u) })
        {
            fake.Forget();
            var before = fake.Flash;
            var path = folder.Write("model.sqz", blob);
            Job(board).WriteModel(path, blob, new Silent());
            var at = slots[slot].Offset;
            Assert.Equal(
                ["read_flash", "read_flash", "erase_region", "write_flash", "write_flash"],
                fake.Calls.Select(c => c.Split(' ')[5])
            );
            Assert.Equal([$"0x{at:x}", $"0x{at + 4096:x}", $"0x{at:x}"], fake.Calls.Skip(2).Select(c => c.Split(' ')[6]));
            Holds(fake.Flash, at + SlotLayout.Blob, blob);
            Assert.Equal(SlotHeader.For(blob, sequence), SlotHeader.Read(fake.Flash.AsSpan(at, SlotLayout.Bytes)));
            var other = slots[1 - slot];
            Assert.True(before.AsSpan(other.Offset, other.Bytes).SequenceEqual(fake.Flash.AsSpan(other.Offset, other.Bytes)));
            Assert.True(before.AsSpan(0, slots[0].Offset).SequenceEqual(fake.Flash.AsSpan(0, slots[0].Offset)));
        }
    }

    [Theory]
    [InlineData("esptool")]
    [InlineData("nanoff")]
    public void EverythingIsWrittenWhereTheTableSays(string name)
    {
        var (board, fake) = Prepare("esp32-s3-devkitc", name);

        // A model with a high number in the second slot must not outlive a complete programming.
        if (name == "esptool")
        {
            for (var i = 0; i < 2; i++)
            {
                Job(board).WriteModel(folder.Write("old.sqz", Second), Second, new Silent());
            }
        }

        fake.Forget();
        var firmware = Firmware();
        Job(board).WriteAll(folder.Write("model.sqz", First), First, firmware, folder.Write("app.bin", Bytes(5000, 3)), new Silent());
        var flash = fake.Flash;
        Holds(flash, PartitionTable.Address, board.Partitions.ToBinary());
        Holds(flash, board.Partitions["deploy"].Offset, Bytes(5000, 3));
        Holds(flash, 0x321000, First);
        Assert.Equal(SlotHeader.For(First, 1), SlotHeader.Read(flash.AsSpan(0x320000, SlotLayout.Bytes)));
        Assert.Null(SlotHeader.Read(flash.AsSpan(0x690000, SlotLayout.Bytes)));
        if (name == "esptool")
        {
            Holds(flash, 0, Bytes(20_000, 1));
            Holds(flash, 0x10000, Bytes(90_000, 2));
        }
        else
        {
            Assert.Equal(
                $"nanoff --update --target ESP32_S3_QUAD --serialport /dev/tty7 --clrfile {Path.Combine(firmware, "nanoCLR.bin")}",
                fake.Calls[0]
            );
            Assert.All(fake.Calls.Skip(1), c => Assert.StartsWith("nanoff --platform esp32 --serialport /dev/tty7 --deploy --image ", c));
        }
    }

    [Fact]
    public void AFolderOfAssembliesIsAnApp()
    {
        var (board, fake) = Prepare("esp32-devkitc-arducam-mega", "esptool");
        folder.Write("pe/mscorlib.pe", DeploymentImageTests.Assembly(333));
        folder.Write("pe/SqueezeEdge.App.pe", DeploymentImageTests.Assembly(111));
        Job(board).WriteAll(folder.Write("model.sqz", First), First, Firmware(), folder.Path("pe"), new Silent());
        Holds(fake.Flash, board.Partitions["deploy"].Offset, DeploymentImage.FromFolder(folder.Path("pe")));
        folder.Write("pe/Large.pe", DeploymentImageTests.Assembly(board.Partitions["deploy"].Bytes / 4 * 3));
        folder.Write("pe/Larger.pe", DeploymentImageTests.Assembly(board.Partitions["deploy"].Bytes / 4 * 3));
        var problem = Assert
            .Throws<ModelException>(() => Job(board).WriteAll(folder.Path("model.sqz"), First, Firmware(), folder.Path("pe"), new Silent()))
            .Message;
        Assert.Contains("the partition 'deploy' has room for", problem);
    }

    [Fact]
    public void WithoutAnAppTheAppStays()
    {
        var (board, fake) = Prepare("esp32-devkitc-arducam-mega", "esptool");
        Job(board).WriteAll(folder.Write("model.sqz", First), First, Firmware(), null, new Silent());
        Assert.Equal(3, fake.Calls.Length);
        Assert.Contains(" write_flash 0x1000 ", fake.Calls[0]);
        Assert.DoesNotContain(fake.Calls, c => c.Contains("0x1e0000", StringComparison.Ordinal));
    }

    [Fact]
    public void ADryRunShowsTheSameCommandsAndRunsNone()
    {
        var (board, fake) = Prepare("esp32-c3-devkitm", "esptool");
        var shown = new List<string>();
        var path = folder.Write("my model.sqz", First);
        Job(board, shown.Add).WriteAll(path, First, Firmware(), null, new Silent());
        Assert.Empty(fake.Calls);
        Assert.Equal(3, shown.Count);
        Assert.EndsWith($"--chip esp32c3 --port /dev/tty7 write_flash 0x250000 \"{path}\"", shown[^1]);
        Assert.All(fake.Flash, b => Assert.Equal(0xFF, b));
    }

    [Fact]
    public void AFailureTellsWhatTheProgramSaid()
    {
        var (board, fake) = Prepare("esp32-s3-devkitc", "esptool");
        fake.FailFromNowOn();
        var problem = Assert
            .Throws<ModelException>(() => Job(board).WriteModel(folder.Write("model.sqz", First), First, new Silent()))
            .Message;
        Assert.Contains("no serial data received", problem);
        Assert.Contains("exit code 2", problem);
        Assert.Contains("/dev/tty7", problem);
        Assert.Single(fake.Calls);
    }

    [Fact]
    public void NanoffCannotTellWhichSlotRuns()
    {
        var (board, fake) = Prepare("esp32-s3-devkitc", "nanoff");
        Assert.Contains(
            "Install esptool",
            Assert.Throws<ModelException>(() => Job(board).WriteModel(folder.Write("model.sqz", First), First, new Silent())).Message
        );
        Assert.Empty(fake.Calls);
    }

    [Fact]
    public void FilesThatAreMissingOrTooLargeAreNamedBeforeAnythingIsWritten()
    {
        var (board, fake) = Prepare("esp32-devkitc-arducam-mega", "esptool");
        var path = folder.Write("model.sqz", First);
        Refused("nanoCLR.bin", folder.Path("nowhere"), null);
        var firmware = Firmware();
        Refused("app.bin", firmware, folder.Path("app.bin"));
        Refused("room for 458,752", firmware, folder.Write("large.bin", new byte[board.Partitions["deploy"].Bytes + 1]));
        folder.Write("firmware/bootloader.bin", new byte[0x7001]);
        Refused("room for 28,672", firmware, null);
        Assert.Empty(fake.Calls);

        void Refused(string message, string where, string? app) =>
            Assert.Contains(
                message,
                Assert.Throws<ModelException>(() => Job(board).WriteAll(path, First, where, app, new Silent())).Message
            );
    }

    [Fact]
    public void WithoutAFlashingProgramTheMessageSaysHowToGetOne()
    {
        var nothing = new Toolbox(folder.Path("."));
        Assert.Contains("pip install esptool", Assert.Throws<ModelException>(() => FlashTool.Find(nothing, null, needed: true)).Message);
        Assert.Contains(
            "nanoff is not installed",
            Assert.Throws<ModelException>(() => FlashTool.Find(nothing, "nanoff", needed: true)).Message
        );
        Assert.Contains(
            "choose esptool or nanoff",
            Assert.Throws<ModelException>(() => FlashTool.Find(nothing, "dd", needed: false)).Message
        );
        Assert.Equal("nanoff", FlashTool.Find(nothing, "nanoff", needed: false).Program);
    }

    private static byte[] Blob(int levels)
    {
        var model = BlobSamples.Model(1, 4 + levels, [.. BlobSamples.Grey().Network.Operations]);
        return BlobWriter.Write(model, BlobSamples.All(model, TensorEncoding.Fast));
    }

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static void Holds(byte[] flash, int address, byte[] expected) =>
        Assert.True(flash.AsSpan(address, expected.Length).SequenceEqual(expected), $"0x{address:x}");

    private (Board Board, FakeFlasher Fake) Prepare(string board, string program)
    {
        var described = Board.Load(RepositoryLayout.Find().BoardsFolder, board);
        return (described, new FakeFlasher(folder, program, described.FlashBytes));
    }

    private string Firmware()
    {
        folder.Write("firmware/bootloader.bin", Bytes(20_000, 1));
        return Path.GetDirectoryName(folder.Write("firmware/nanoCLR.bin", Bytes(90_000, 2)))!;
    }

    private FlashJob Job(Board board, Action<string>? show = null)
    {
        var scratch = Directory.CreateDirectory(folder.Path("scratch")).FullName;
        return new FlashJob(board, "/dev/tty7", FlashTool.Find(new Toolbox(folder.Path("")), null, needed: true), scratch, show);
    }

    private sealed class Silent : IProgress<string>
    {
        public void Report(string value) { }
    }
}
