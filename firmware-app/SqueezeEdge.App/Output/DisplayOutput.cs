using System;
using SqueezeEdge.App.Classification;
using SqueezeEdge.App.Hardware;

namespace SqueezeEdge.App.Output
{
    /// <summary>Classes and failures on the display, where there is one.</summary>
    public sealed class DisplayOutput
    {
        private const string Part = "display";

        private readonly IBoard _board;
        private ITextDisplay _display;

        /// <param name="board">Opens the display.</param>
        public DisplayOutput(IBoard board) => _board = board;

        /// <summary>One line a class: its name cut to fit, its probability at the right.</summary>
        /// <param name="result">The classes.</param>
        /// <returns>null, or that the display did not take them.</returns>
        public Failure Show(FrameResult result)
        {
            try
            {
                if (!Open())
                {
                    return null;
                }

                string[] lines = new string[_display.Rows];
                for (int i = 0; i < result.Count && i < lines.Length; i++)
                {
                    string percent = Probability.ShortPercent(result.Probabilities[i]);
                    int room = _display.Columns - percent.Length - 1;
                    lines[i] = Cut(result.Labels[i], room).PadRight(room, ' ') + " " + percent;
                }

                if (lines.Length > FrameResult.MostClasses)
                {
                    lines[FrameResult.MostClasses] = Cut(result.Milliseconds + " ms", _display.Columns);
                }

                return Shown(lines);
            }
            catch (Exception e)
            {
                return Failure.OfOutput(Part, e.GetType().FullName);
            }
        }

        /// <summary>A failure, by its two names.</summary>
        /// <param name="failure">What failed.</param>
        /// <returns>null, or that the display did not take it.</returns>
        public Failure Show(Failure failure)
        {
            try
            {
                if (!Open())
                {
                    return null;
                }

                string[] lines = new string[_display.Rows];
                lines[0] = Cut(failure.Part, _display.Columns);
                if (lines.Length > 1)
                {
                    lines[1] = Cut(failure.Status, _display.Columns);
                }

                return Shown(lines);
            }
            catch (Exception e)
            {
                return Failure.OfOutput(Part, e.GetType().FullName);
            }
        }

        private static string Cut(string text, int length) => text.Length > length ? text.Substring(0, length) : text;

        private bool Open()
        {
            if (_display == null)
            {
                _display = _board.OpenDisplay();
            }

            return _display != null;
        }

        private Failure Shown(string[] lines) => _display.Show(lines) ? null : Failure.OfOutput(Part, "NoAcknowledge");
    }
}
