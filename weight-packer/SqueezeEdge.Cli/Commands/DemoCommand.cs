using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Verification;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>demo</c>: packs a model and streams a picture through an emulated microcontroller.</summary>
internal static class DemoCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string?>("MODEL") { Description = "a packed or trained model; without it the embedded default model", Arity = ArgumentArity.ZeroOrOne };
        var image = new Option<string?>("--image") { Description = "a picture; without it a built-in test pattern" };
        var calibrate = new Option<string?>("--calibrate") { Description = "folder of typical pictures, when MODEL must be packed first" };
        var labels = new Option<string?>("--labels") { Description = "text file, one class name per line" };
        var on = Inputs.On("--on", "rv32", "rv32 or xtensa");
        var json = Inputs.Json();
        var command = new Command("demo", "Packs a model and streams a picture through an emulated microcontroller.") { model, image, calibrate, labels, on, json };
        command.SetAction(result =>
        {
            var path = Inputs.ModelFile(result.GetValue(model) ?? DefaultModel());
            var blob = IsBlob(path) ? BlobFile.Read(path) : PackCommand.Pack(terminal, path, 6, EncodingPolicy.Auto, EncodingChoice.DefaultBudget, result.GetValue(calibrate), result.GetValue(labels));
            var packed = Inputs.Unpack(blob, path);
            var input = packed.Model.Network.Input;
            var frame = result.GetValue(image) is { } picture
                ? CameraFrame.From(PhotoLoader.Load(picture), PixelFormat.Rgb565BigEndian)
                : TestPattern.Create(input.Width, input.Height);
            var target = Inputs.Target(result.GetValue(on)!);
            var run = terminal.Progress($"Streaming through the emulated {target.Name}", _ => target.Run(blob, frame, RunOptions.Default));
            var boards = Board.LoadAll(RepositoryLayout.Find().BoardsFolder).Where(b => b.Target == target.Name && b.Misfit(packed.BlobBytes + packed.LabelBytes, run.ArenaBytes) is null).ToArray();
            if (result.GetValue(json))
            {
                terminal.Json(new { target = target.Name, top = Inputs.Top(packed.Model, run), blobBytes = packed.BlobBytes, arenaBytes = run.ArenaBytes, stackBytes = run.StackBytes, instructions = run.Instructions });
                return ExitCode.Success;
            }

            terminal.Line($"{packed.Model.Network.Name} on the emulated {target.Name}: a {frame.Width}x{frame.Height} frame, streamed row by row");
            var table = Layout.Table("Result", "", "#");
            foreach (var t in run.Top)
            {
                table.Row(Inputs.Label(packed.Model, t.Index), $"{100 * Inputs.Probability(t):0.0} %");
            }

            table.Row("blob in flash", $"{packed.BlobBytes + packed.LabelBytes:N0} bytes");
            table.Row("RAM (arena + peak stack)", $"{run.ArenaBytes:N0} + {run.StackBytes:N0} bytes");
            if (run.Instructions is { } instructions)
            {
                table.Row("instructions", $"{instructions:N0}");
                foreach (var board in boards)
                {
                    table.Row($"{board.Title} (estimate)", $"{board.EstimateSeconds(instructions):0.0} s");
                }
            }

            terminal.Console.Write(table);
            return ExitCode.Success;
        });
        return command;
    }

    private static bool IsBlob(string path) => BlobFile.Read(path).AsSpan().StartsWith("SQZE"u8);

    private static string DefaultModel()
    {
        var folder = Path.Combine(RepositoryLayout.Find().Root, "models");
        var found = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.sqz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).FirstOrDefault() : null;
        return found ?? throw new ModelException("no default model is embedded in this version. Name one: squeezeedge demo MODEL [--calibrate DIR] [--image PICTURE]; MODEL is a blob, a Deep Compression .net file or safetensors.");
    }
}
