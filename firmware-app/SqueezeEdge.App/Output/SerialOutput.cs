// SPDX-License-Identifier: MIT
using System.Text;
using SqueezeEdge.App.Classification;
using SqueezeEdge.App.Hardware;
using SqueezeEdge.Cameras;
using SqueezeEdge.Kernels;

namespace SqueezeEdge.App.Output
{
    /// <summary>Everything on the serial port: for people a line of text, for programs a line of JSON, which alone begins with a brace.</summary>
    public sealed class SerialOutput
    {
        private readonly IConsole _console;

        /// <param name="console">The serial port.</param>
        public SerialOutput(IConsole console) => _console = console;

        /// <summary>The facts at start: board, memory, model, arena, camera.</summary>
        /// <param name="board">The board.</param>
        /// <param name="kernels">The kernels.</param>
        /// <param name="model">The model.</param>
        /// <param name="camera">The camera.</param>
        public void ShowStart(IBoard board, IKernels kernels, ModelInfo model, ICamera camera)
        {
            int version = kernels.Version;
            string kernelVersion = (version >> 16) + "." + (version >> 8 & 0xFF) + "." + (version & 0xFF);
            _console.WriteLine("SqueezeEdge on " + board.Name + ", kernels " + kernelVersion);
            _console.WriteLine(
                "heap: "
                    + board.FreeManagedBytes
                    + " bytes free for C#, "
                    + board.FreeInternalBytes
                    + " bytes of internal RAM, largest block "
                    + board.LargestInternalBlock
            );
            _console.WriteLine(
                "model: "
                    + model.Name
                    + ", "
                    + model.InputWidth
                    + "x"
                    + model.InputHeight
                    + ", "
                    + model.Classes
                    + " classes, "
                    + model.BlobBytes
                    + " bytes"
                    + (model.Slot < 0 ? "" : " in slot " + model.Slot)
            );
            _console.WriteLine("arena: " + model.ArenaBytes + " bytes for frames of " + camera.Width + "x" + camera.Height);
            _console.WriteLine(
                new JsonLine()
                    .Text("board", board.Name)
                    .Text("kernels", kernelVersion)
                    .Number("freeManagedBytes", board.FreeManagedBytes)
                    .Number("freeInternalBytes", board.FreeInternalBytes)
                    .Number("largestInternalBlock", board.LargestInternalBlock)
                    .Text("model", model.Name)
                    .Number("classes", model.Classes)
                    .Number("blobBytes", model.BlobBytes)
                    .Number("slot", model.Slot)
                    .Number("arenaBytes", model.ArenaBytes)
                    .Number("frameWidth", camera.Width)
                    .Number("frameHeight", camera.Height)
                    .End()
            );
        }

        /// <summary>The classes of a frame.</summary>
        /// <param name="result">The classes.</param>
        public void Show(FrameResult result)
        {
            StringBuilder text = new StringBuilder();
            text.Append("frame ").Append(result.Frame).Append(": ");
            JsonLine json = new JsonLine()
                .Number("frame", result.Frame)
                .Number("milliseconds", result.Milliseconds)
                .Number("kernelMilliseconds", result.KernelMilliseconds)
                .BeginArray("top");
            for (int i = 0; i < result.Count; i++)
            {
                text.Append(result.Labels[i])
                    .Append(' ')
                    .Append(Probability.Percent(result.Probabilities[i]))
                    .Append(i + 1 < result.Count ? ", " : " ");
                json.BeginObject()
                    .Number("index", result.Classes[i])
                    .Text("label", result.Labels[i])
                    .Literal("probability", Probability.Fraction(result.Probabilities[i]))
                    .EndObject();
            }

            text.Append('(').Append(result.Milliseconds).Append(" ms, kernels ").Append(result.KernelMilliseconds).Append(" ms)");
            _console.WriteLine(text.ToString());
            _console.WriteLine(json.EndArray().End());
        }

        /// <summary>A failure.</summary>
        /// <param name="failure">What failed; null to print nothing.</param>
        /// <param name="frame">Number of the frame.</param>
        /// <param name="retryMilliseconds">The wait before the next attempt.</param>
        public void Show(Failure failure, int frame, int retryMilliseconds)
        {
            if (failure == null)
            {
                return;
            }

            _console.WriteLine("frame " + frame + ": " + failure + " (next attempt in " + retryMilliseconds + " ms)");
            _console.WriteLine(
                new JsonLine()
                    .Number("frame", frame)
                    .Text("failed", failure.Part)
                    .Text("status", failure.Status)
                    .Number("retryMilliseconds", retryMilliseconds)
                    .End()
            );
        }
    }
}
