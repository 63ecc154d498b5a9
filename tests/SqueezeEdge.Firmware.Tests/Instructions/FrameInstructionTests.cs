// SPDX-License-Identifier: MIT
using System.Globalization;
using System.Text.RegularExpressions;
using SqueezeEdge.App;
using SqueezeEdge.App.Device;
using SqueezeEdge.App.Hardware;
using SqueezeEdge.Cameras.ArduCamMega;
using SqueezeEdge.Firmware.Tests.App;
using SqueezeEdge.Firmware.Tests.Drivers;
using SqueezeEdge.Kernels;
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Firmware.Tests.Instructions;

/// <summary>What a frame costs the device's interpreter.</summary>
public sealed class FrameInstructionTests
{
    private const int Limit = 100_000;

    [Theory]
    [InlineData(false, "without the display")]
    [InlineData(true, "with the display, all four lines of which change")]
    public void AFrameTakesAsManyInstructionsAsRecorded(bool display, string row)
    {
        var context = new InstructionCounter(
            AppContext.BaseDirectory,
            "SqueezeEdge.App",
            "SqueezeEdge.Cameras",
            "SqueezeEdge.Kernels",
            "Iot.Device.Bindings"
        );
        var step = (Action)context.Call(typeof(FrameInstructionTests), nameof(Prepare), display)!;
        step();
        var before = context.Count;
        for (var i = 0; i < 10; i++)
        {
            step();
        }

        var instructions = (context.Count - before) / 10;
        Assert.InRange(instructions, 2000, Limit);
        var readme = File.ReadAllText(Path.Combine(RepositoryLayout.Find().Root, "firmware-app", "SqueezeEdge.App", "README.md"));
        var recorded = Regex.Match(readme, $@"\| {Regex.Escape(row)} \| ([0-9,]+) \|").Groups[1].Value;
        Assert.True(recorded.Length > 0, $"README.md has no row '{row}'; it should say {instructions:N0}.");
        var figure = int.Parse(recorded, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.True(
            instructions >= figure * 0.98 && instructions <= figure * 1.02,
            $"{instructions:N0} instructions a frame {row}; README.md says {recorded}."
        );
        context.Unload();
    }

    /// <summary>An application with a camera of 320 x 240 and kernels that give other classes in every frame.</summary>
    /// <returns>Takes a frame.</returns>
    public static Action Prepare(bool display)
    {
        var clock = new SimulatedClock();
        var module = new SimulatedMega(clock);
        var board = new SimulatedBoard((_, _) => new ArduCamMegaCamera(module, clock, MegaResolution.Qvga, Esp32Board.TransferBytes))
        {
            Screen = display ? new Ssd1306TextDisplay(new SimulatedSsd1306()) : null,
            ClassPins = ["25=class 1", "26=class 2"],
        };
        var application = new Application(board, new ChangingKernels(clock), new NoConsole(), clock);
        return () =>
        {
            if (application.Step() != 0)
            {
                throw new InvalidOperationException("a frame failed");
            }
        };
    }

    private sealed class NoConsole : IConsole
    {
        public void Write(string text) { }

        public void WriteLine(string text) { }
    }

    /// <summary>No kernels: other classes, probabilities and times in every frame.</summary>
    private sealed class ChangingKernels(SimulatedClock clock) : IKernels
    {
        private int _frame;

        public int Version => 0;

        public int LastFrameMicroseconds => 1_000_000 + 1000 * _frame;

        public int LongestPushMicroseconds => 0;

        public int ArenaHighWaterMark => 0;

        public int SelfCheck() => 0;

        public int Open(string partition) => 0;

        public int PrepareFrames(int width, int height, int format) => 0;

        public int ReadInfo(ModelInfo info)
        {
            (info.InputWidth, info.InputHeight, info.Classes) = (227, 227, 1000);
            return 0;
        }

        public string Label(int classIndex) => $"class {classIndex} with a long name";

        public int Begin() => 0;

        public int Push(byte[] rows, int offset, int rowCount) => 0;

        public int Finish(int[] classes, int[] probabilities)
        {
            clock.Wait(1000 + _frame++);
            for (var i = 0; i < 3; i++)
            {
                classes[i] = 3 * _frame + i;
                probabilities[i] = 40_000 / (i + 1) + 700 * (_frame % 20);
            }

            return 3;
        }
    }
}
