// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Flashing;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>flash</c>: programs a board with firmware, app and model, or with a new model alone.</summary>
internal static class FlashCommand
{
    public static Command Create(Terminal terminal)
    {
        var blob = SharedOptions.Blob();
        var board = new Option<string>("--board") { Description = "a folder under boards/", Required = true };
        var port = new Option<string>("--port") { Description = "its serial port: /dev/ttyUSB0, COM3", Required = true };
        var modelOnly = new Option<bool>("--model-only") { Description = "write the model and leave firmware and app alone" };
        var firmware = new Option<string?>("--firmware") { Description = "folder of a firmware build: nanoCLR.bin and bootloader.bin" };
        var app = new Option<string?>("--app")
        {
            Description = "the app: its folder of .pe files, or a deployment image; without it the app stays",
        };
        var tool = new Option<string?>("--tool") { Description = "esptool or nanoff; without it whichever is installed" };
        var dryRun = new Option<bool>("--dry-run") { Description = "print the commands instead of running them" };
        var command = new Verb(
            "flash",
            "Programs a board, after checking that the model fits it.",
            "flash model.sqz --board esp32-s3-devkitc --port COM3 --model-only",
            "flash model.sqz --board esp32-s3-devkitc --port /dev/ttyUSB0 --firmware build/ --app app/ --dry-run"
        )
        {
            blob,
            board,
            port,
            modelOnly,
            firmware,
            app,
            tool,
            dryRun,
        };
        command.Validators.Add(result =>
        {
            if (
                result.GetValue(modelOnly) == (result.GetValue(firmware) is not null)
                || (result.GetValue(modelOnly) && result.GetValue(app) is not null)
            )
            {
                result.AddError("either --model-only, or --firmware DIR with an optional --app APP.");
            }
        });
        command.SetAction(result =>
        {
            var path = Path.GetFullPath(result.GetValue(blob)!);
            var (bytes, packed) = SharedOptions.ReadBlob(path);
            var target = Board.Load(RepositoryLayout.Find().BoardsFolder, result.GetValue(board)!);

            // The arena must have room for resampling whatever a camera delivers.
            var widest = CameraProfile.All.MaxBy(c => new ArenaPlan(packed, c.Width, c.Height).Total)!;
            if (target.Misfit(bytes.Length, ArenaPlan.AllLayouts(packed, widest.Width, widest.Height)) is { } misfit)
            {
                throw new ModelException($"'{path}' does not fit {target.Name}: {misfit}. Nothing was written.");
            }

            var dry = result.GetValue(dryRun);
            var flasher = FlashTool.Find(new Toolbox(), result.GetValue(tool), needed: !dry);
            var scratch = Directory.CreateTempSubdirectory("squeezeedge-flash-");
            using var removal = dry ? null : Interruption.OnSignal(() => scratch.Delete(recursive: true));
            try
            {
                var job = new FlashJob(target, result.GetValue(port)!, flasher, scratch.FullName, dry ? terminal.Plain : null);
                var steps = new Steps(dry ? null : terminal);
                if (result.GetValue(modelOnly))
                {
                    job.WriteModel(path, bytes, steps);
                }
                else
                {
                    job.WriteAll(path, bytes, result.GetValue(firmware)!, result.GetValue(app), steps);
                }
            }
            finally
            {
                scratch.Delete(recursive: true);
            }

            if (dry && result.GetValue(modelOnly) && target.Partitions.Models.Count > 1)
            {
                terminal.Note("Which slot is written depends on what is read first; this is how it is when both are empty.");
            }

            terminal.Note(
                dry
                    ? $"Nothing was written. Files below {scratch.FullName} are made when the commands are run."
                    : $"{target.Title}: {packed.Model.Network.Name} is in flash. Reset the board."
            );
            return ExitCode.Success;
        });
        return command;
    }

    private sealed class Steps(Terminal? terminal) : IProgress<string>
    {
        public void Report(string value) => terminal?.Note($"Writing: {value}");
    }
}
