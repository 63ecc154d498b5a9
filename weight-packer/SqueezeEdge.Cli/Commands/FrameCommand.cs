// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Images;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>frame</c>: a picture as C# source, for a board without a camera.</summary>
internal static class FrameCommand
{
    public static Command Create(Terminal terminal)
    {
        var image = new Argument<string>("IMAGE") { Description = "a picture" };
        var output = new Option<string>("--output", "-o") { Description = "the C# file; its name names the class", Required = true };
        // Others deliver more than a program on the device can hold.
        string[] cameras = [.. CameraProfile.All.Where(c => c.Width * c.Height * 2 <= StoredFrameSource.LargestFrame).Select(c => c.Name)];
        var through = new Option<string>("--camera")
        {
            Description = $"see the picture through a camera: {string.Join(", ", cameras)}",
            HelpName = "CAMERA",
            DefaultValueFactory = _ => "96x96-rgb565",
        }.AcceptOnlyFromAmong(cameras);
        var space = new Option<string>("--namespace")
        {
            Description = "namespace of the class",
            DefaultValueFactory = _ => "SqueezeEdge.App.Frames",
        };
        var command = new Verb(
            "frame",
            "Writes a picture as C# source for the firmware's stored-frame camera.",
            "frame cat.jpg -o Cat.cs",
            "frame cat.jpg -o Cat.cs --camera 128x128-rgb565"
        )
        {
            image,
            output,
            through,
            space,
        };
        command.SetAction(result =>
        {
            var (from, to) = (result.GetValue(image)!, result.GetValue(output)!);
            AtomicFile.Refuse(to, from);
            var frame = CameraProfile.Find(result.GetValue(through)!).Capture(PhotoLoader.Load(from));
            var source = StoredFrameSource.Write(
                frame,
                Path.GetFileNameWithoutExtension(to),
                result.GetValue(space)!,
                Path.GetFileName(from)
            );
            AtomicFile.Write(to, System.Text.Encoding.UTF8.GetBytes(source), from);
            terminal.Note(
                $"{to}: {frame.Width}x{frame.Height}, {frame.Bytes.Length:N0} bytes. "
                    + $"Make the app's board use it: new StoredFrameCamera(new {Path.GetFileNameWithoutExtension(to)}())."
            );
            return ExitCode.Success;
        });
        return command;
    }
}
