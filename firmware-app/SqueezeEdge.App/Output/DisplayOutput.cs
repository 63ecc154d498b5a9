// SPDX-License-Identifier: MIT
using System;
using SqueezeEdge.App.Classification;
using SqueezeEdge.App.Hardware;

namespace SqueezeEdge.App.Output
{
    /// <summary>Classes and failures on the display, where there is one.</summary>
    public sealed class DisplayOutput
    {
        private static readonly string Part = "display";
        private static readonly string NoAcknowledge = "NoAcknowledge";

        private readonly IBoard _board;
        private readonly Failure _failure = new Failure();
        private ITextDisplay _display;
        private string[] _lines;

        /// <param name="board">Opens the display.</param>
        public DisplayOutput(IBoard board) => _board = board;

        /// <summary>One line a class: its name cut to fit, its probability at the right; below them the time.</summary>
        /// <param name="result">The classes.</param>
        /// <returns>null, or that the display did not take them.</returns>
        public Failure Show(FrameResult result) => Show(result, null);

        /// <summary>A failure, by its two names. Takes no memory once the display is open.</summary>
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

                _lines = _lines ?? new string[_display.Rows];
                for (int i = 0; i < _lines.Length; i++)
                {
                    _lines[i] = null;
                }

                if (result != null)
                {
                    Fill(result);
                }
                else
                {
                    Put(0, failure.Part);
                    Put(1, failure.Status);
                }

                return _display.Show(_lines) ? null : _failure.Of(Part, NoAcknowledge);
            }
            catch (Exception e)
            {
                return _failure.Of(Part, e);
            }
        }

        private void Fill(FrameResult result)
        {
            for (int i = 0; i < result.Count; i++)
            {
                string percent = Probability.ShortPercent(result.Probabilities[i]);
                int room = _display.Columns - percent.Length - 1;
                Put(i, Cut(result.Labels[i], room).PadRight(room, ' ') + " " + percent);
            }

            Put(FrameResult.MostClasses, result.Milliseconds + " ms");
        }

        /// <summary>Sets a line, if there are that many.</summary>
        private void Put(int line, string text)
        {
            if (line < _lines.Length)
            {
                _lines[line] = text;
            }
        }
    }
}
