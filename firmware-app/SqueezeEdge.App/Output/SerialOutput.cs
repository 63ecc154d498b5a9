// SPDX-License-Identifier: MIT
using System.Text;
using SqueezeEdge.App.Classification;
using SqueezeEdge.App.Hardware;
using SqueezeEdge.Cameras;
using SqueezeEdge.Kernels;

namespace SqueezeEdge.App.Output
{
    /// <summary>Everything on the serial port: for people a line of text, for programs a line of JSON, which alone begins with a
    /// brace.</summary>
    public sealed class SerialOutput
    {
        // Texts of the lines about failures. They are in fields, and printed in parts, because no memory may be needed there.
        private static readonly string[] Digits = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
        private static readonly string Frame = "frame ";
        private static readonly string Colon = ": ";
        private static readonly string Space = " ";
        private static readonly string NextAttempt = " (next attempt in ";
        private static readonly string Milliseconds = " ms)";
        private static readonly string Nothing = "";
        private static readonly string JsonFrame = "{\"frame\":";
        private static readonly string JsonFailed = ",\"failed\":\"";
        private static readonly string JsonStatus = "\",\"status\":\"";
        private static readonly string JsonRetry = "\",\"retryMilliseconds\":";
        private static readonly string JsonEnd = "}";
        private static readonly string JsonTextEnd = "\"}";
        private static readonly string Restarting = "restarting the board, failures in a row: ";
        private static readonly string JsonRestart = "{\"restartAfterFailures\":";

        private readonly IConsole _console;
        private int _freeManaged;
        private int _freeInternal;
        private int _largestBlock;
        private string _kernelVersion;

        /// <param name="console">The serial port.</param>
        public SerialOutput(IConsole console) => _console = console;

        /// <summary>The facts before a model is opened and memory taken for it.</summary>
        /// <param name="board">The board.</param>
        /// <param name="kernels">The kernels.</param>
        public void ShowBoard(IBoard board, IKernels kernels)
        {
            int version = kernels.Version;
            _kernelVersion = (version >> 16) + "." + (version >> 8 & 0xFF) + "." + (version & 0xFF);
            _freeManaged = board.FreeManagedBytes;
            _freeInternal = board.FreeInternalBytes;
            _largestBlock = board.LargestInternalBlock;
            _console.WriteLine("SqueezeEdge on " + board.Name + ", kernels " + _kernelVersion);
            _console.WriteLine(
                "heap: " + _freeManaged + " bytes free for C#, " + _freeInternal + " bytes of internal RAM, largest block " + _largestBlock
            );
        }

        /// <summary>The facts before the first frame: model, arena, camera; in JSON also what <see cref="ShowBoard"/> showed.</summary>
        /// <param name="board">The board.</param>
        /// <param name="model">The model.</param>
        /// <param name="camera">The camera.</param>
        public void ShowModel(IBoard board, ModelInfo model, ICamera camera)
        {
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
                    .Text("kernels", _kernelVersion)
                    .Number("freeManagedBytes", _freeManaged)
                    .Number("freeInternalBytes", _freeInternal)
                    .Number("largestInternalBlock", _largestBlock)
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

        /// <summary>A failure that cost the frame. Takes no memory.</summary>
        /// <param name="failure">What failed.</param>
        /// <param name="frame">Number of the frame.</param>
        /// <param name="retryMilliseconds">The wait before the next attempt.</param>
        public void Show(Failure failure, int frame, int retryMilliseconds)
        {
            WriteText(failure, frame);
            _console.Write(NextAttempt);
            WriteNumber(retryMilliseconds);
            _console.WriteLine(Milliseconds);
            WriteJson(failure, frame);
            _console.Write(JsonRetry);
            WriteNumber(retryMilliseconds);
            _console.WriteLine(JsonEnd);
        }

        /// <summary>A failure that cost no frame. Takes no memory.</summary>
        /// <param name="failure">What failed; null to print nothing.</param>
        /// <param name="frame">Number of the frame.</param>
        public void Warn(Failure failure, int frame)
        {
            if (failure != null)
            {
                WriteText(failure, frame);
                _console.WriteLine(Nothing);
                WriteJson(failure, frame);
                _console.WriteLine(JsonTextEnd);
            }
        }

        /// <summary>That the board restarts. Takes no memory.</summary>
        /// <param name="failures">Failures in a row.</param>
        public void ShowRestart(int failures)
        {
            _console.Write(Restarting);
            WriteNumber(failures);
            _console.WriteLine(Nothing);
            _console.Write(JsonRestart);
            WriteNumber(failures);
            _console.WriteLine(JsonEnd);
        }

        private void WriteText(Failure failure, int frame)
        {
            _console.Write(Frame);
            WriteNumber(frame);
            _console.Write(Colon);
            _console.Write(failure.Part);
            _console.Write(Space);
            _console.Write(failure.Status);
        }

        // Both names are letters and dots: nothing to escape.
        private void WriteJson(Failure failure, int frame)
        {
            _console.Write(JsonFrame);
            WriteNumber(frame);
            _console.Write(JsonFailed);
            _console.Write(failure.Part);
            _console.Write(JsonStatus);
            _console.Write(failure.Status);
        }

        /// <summary>A number of at least 0, digit by digit.</summary>
        private void WriteNumber(int value)
        {
            int place = 1;
            while (value / place >= 10)
            {
                place *= 10;
            }

            for (; place > 0; place /= 10)
            {
                _console.Write(Digits[value / place % 10]);
            }
        }
    }
}
