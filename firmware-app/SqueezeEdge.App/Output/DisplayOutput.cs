// SPDX-License-Identifier: MIT
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

        /// <summary>One line a class: its name cut to fit, its probability at the right; below them the time.</summary>
        /// <param name="result">The classes.</param>
        /// <returns>null, or that the display did not take them.</returns>
        public Failure Show(FrameResult result) => Show(result, null);

        /// <summary>A failure, by its two names.</summary>
        /// <param name="failure">What failed.</param>
        /// <returns>null, or that the display did not take it.</returns>
        public Failure Show(Failure failure) => Show(null, failure);

        private static string Cut(string text, int length) => text.Length > length ? text.Substring(0, length) : text;

        /// <summary>Either a result or a failure.</summary>
        private Failure Show(FrameResult result, Failure failure)
        {
            try
            {
                _display = _display ?? _board.OpenDisplay();
                if (_display == null)
                {
                    return null;
                }

                string[] lines = new string[_display.Rows];
                if (result != null)
                {
                    Fill(lines, result);
                }
                else
                {
                    Put(lines, 0, failure.Part);
                    Put(lines, 1, failure.Status);
                }

                return _display.Show(lines) ? null : Failure.OfOutput(Part, "NoAcknowledge");
            }
            catch (Exception e)
            {
                return Failure.OfOutput(Part, e.GetType().FullName);
            }
        }

        private void Fill(string[] lines, FrameResult result)
        {
            for (int i = 0; i < result.Count; i++)
            {
                string percent = Probability.ShortPercent(result.Probabilities[i]);
                int room = _display.Columns - percent.Length - 1;
                Put(lines, i, Cut(result.Labels[i], room).PadRight(room, ' ') + " " + percent);
            }

            Put(lines, FrameResult.MostClasses, result.Milliseconds + " ms");
        }

        /// <summary>Sets a line, if there are that many, to as much of a text as it takes.</summary>
        private void Put(string[] lines, int line, string text)
        {
            if (line < lines.Length)
            {
                lines[line] = Cut(text, _display.Columns);
            }
        }
    }
}
