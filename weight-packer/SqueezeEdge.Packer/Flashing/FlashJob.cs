// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Packer.Flashing;

/// <summary>Programs a board: everything, or the model alone.</summary>
public sealed class FlashJob
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(15);

    private const string DeployPlace = "partition 'deploy'";

    private readonly Board board;
    private readonly string port;
    private readonly FlashTool tool;
    private readonly string scratch;
    private readonly Action<string>? show;

    /// <summary>Prepares.</summary>
    /// <param name="board">The board.</param>
    /// <param name="port">Its serial port.</param>
    /// <param name="tool">Writes the flash.</param>
    /// <param name="scratch">An empty folder for files made on the way.</param>
    /// <param name="show">Told each command line instead of running it; null to run them.</param>
    public FlashJob(Board board, string port, FlashTool tool, string scratch, Action<string>? show)
    {
        this.board = board;
        this.port = port;
        this.tool = tool;
        this.scratch = scratch;
        this.show = show;
    }

    /// <summary>Writes bootloader, runtime, partition table, the app if one is given, and the model.</summary>
    /// <param name="blobPath">The blob's file.</param>
    /// <param name="blob">Its content, already checked.</param>
    /// <param name="firmware">Folder of a firmware build: nanoCLR.bin and bootloader.bin, or bootloader/bootloader.bin.</param>
    /// <param name="app">The app: a deployment image or a folder of .pe files, or null to leave the app alone.</param>
    /// <param name="progress">Told what is being written.</param>
    /// <exception cref="ModelException">A file is missing or too large, or the flashing program fails.</exception>
    public void WriteAll(string blobPath, byte[] blob, string firmware, string? app, IProgress<string> progress)
    {
        var runtime = Fitting(Path.Combine(firmware, "nanoCLR.bin"), board.Partitions["factory"].Bytes, "partition 'factory'");
        var nested = Path.Combine(firmware, "bootloader", "bootloader.bin");
        var bootloader = Fitting(
            File.Exists(nested) ? nested : Path.Combine(firmware, "bootloader.bin"),
            PartitionTable.Address - board.BootloaderAddress,
            "space before the partition table"
        );
        var deploy = board.Partitions["deploy"];
        List<FlashAction> actions =
        [
            new WriteFirmware(bootloader, runtime),
            new WriteFile("partition table", PartitionTable.Address, "partition-table.bin", board.Partitions.ToBinary()),
        ];
        if (app is not null)
        {
            actions.Add(
                Directory.Exists(app)
                    ? new WriteFile("app", deploy.Offset, "app.bin", Image(app, deploy.Bytes))
                    : new WriteFile("app", deploy.Offset, Fitting(app, deploy.Bytes, DeployPlace))
            );
        }

        // Whatever older models the slots hold, none may seem newer than the one that comes now.
        actions.AddRange(
            Slots.Count > 1
                ? Slots.Skip(1).Select((s, i) => new EraseRegion($"header of model slot {i + 1}", s.Address, SlotLayout.Blob))
                : []
        );
        actions.AddRange(Model(blobPath, blob, [.. Slots.Select(_ => Array.Empty<byte>())]));
        Run(actions, progress);
    }

    /// <summary>Writes the model alone; where there are two slots, into the one that does not run.</summary>
    /// <param name="blobPath">The blob's file.</param>
    /// <param name="blob">Its content, already checked.</param>
    /// <param name="progress">Told what is being written.</param>
    /// <exception cref="ModelException">The flashing program fails, or cannot tell which slot runs.</exception>
    public void WriteModel(string blobPath, byte[] blob, IProgress<string> progress)
    {
        var starts =
            Slots.Count > 1
                ? Slots.Select((s, i) => Start(i, s)).ToArray()
                :
                [
                    [],
                ];
        Run(Model(blobPath, blob, starts), progress);
    }

    private List<SlotPlace> Slots => [.. board.Partitions.Models.Select(p => new SlotPlace(p.Offset, p.Bytes))];

    private IReadOnlyList<FlashAction> Model(string blobPath, byte[] blob, IReadOnlyList<byte[]> starts)
    {
        if (Slots is [var only])
        {
            return [new WriteFile("model", only.Address, blobPath)];
        }

        return ModelUpdate.Plan(blobPath, blob, Slots, starts).Actions;
    }

    private byte[] Start(int slot, SlotPlace place)
    {
        var file = Path.Combine(scratch, $"slot{slot}-now.bin");
        Call(tool.ReadArguments(board, port, place.Address, SlotLayout.Blob, file), $"reading model slot {slot}");
        if (show is not null)
        {
            return [];
        }

        var bytes = File.Exists(file) ? File.ReadAllBytes(file) : [];
        return bytes.Length == SlotLayout.Blob
            ? bytes
            : throw new ModelException(
                $"{Path.GetFileName(tool.Program)} read {bytes.Length} bytes of model slot {slot} instead of "
                    + $"{SlotLayout.Blob}; which model runs is unknown, and nothing was written."
            );
    }

    private void Run(IReadOnlyList<FlashAction> actions, IProgress<string> progress)
    {
        foreach (var action in actions.Select(Made).ToArray())
        {
            progress.Report(action.What);
            foreach (var arguments in tool.Arguments(board, port, action, scratch))
            {
                Call(arguments, action.What);
            }
        }
    }

    private void Call(string[] arguments, string what)
    {
        if (show is not null)
        {
            show(string.Join(' ', arguments.Prepend(tool.Program).Select(Quoted)));
            return;
        }

        var outcome = ProcessRunner.Run(tool.Program, arguments, scratch, Timeout);
        if (outcome.TimedOut || outcome.ExitCode != 0)
        {
            var reason = outcome.TimedOut
                ? $"did not end within {Timeout.TotalMinutes:0} minutes"
                : $"failed with exit code {outcome.ExitCode}";
            throw new ModelException(
                (
                    $"{what}: {Path.GetFileName(tool.Program)} {reason}. Check the port '{port}' and the cable, then "
                    + $"run this again.\n{outcome.Output}{outcome.Error}"
                ).TrimEnd()
            );
        }
    }

    /// <summary>The action with its file made, in the scratch folder, where there is none yet; a dry run makes none.</summary>
    private FlashAction Made(FlashAction action)
    {
        if (action is not WriteFile { Data: { } data } write)
        {
            return action;
        }

        var file = Path.Combine(scratch, write.File);
        if (show is null)
        {
            File.WriteAllBytes(file, data);
        }

        return write with
        {
            File = file,
        };
    }

    private static byte[] Image(string folder, int room)
    {
        var image = DeploymentImage.FromFolder(folder);
        return image.Length <= room ? image : throw TooLarge(folder, image.Length, room, DeployPlace);
    }

    private static ModelException TooLarge(string path, long bytes, int room, string where) =>
        new($"'{path}' has {bytes:N0} bytes; the {where} has room for {room:N0}.");

    private static string Fitting(string path, int room, string where)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new ModelException($"there is no '{path}'. docs/flash-a-board.md says where it comes from.");
        }

        return file.Length <= room ? file.FullName : throw TooLarge(path, file.Length, room, where);
    }

    private static string Quoted(string word) =>
        word.Any(c => char.IsWhiteSpace(c) || c is '"' or '\'' or '&' or ';') ? $"\"{word}\"" : word;
}
