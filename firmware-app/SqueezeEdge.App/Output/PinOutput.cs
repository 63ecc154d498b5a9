// SPDX-License-Identifier: MIT
using System;
using SqueezeEdge.App.Classification;
using SqueezeEdge.App.Hardware;

namespace SqueezeEdge.App.Output
{
    /// <summary>A pin for each chosen class, high while the last frame is of that class.</summary>
    public sealed class PinOutput
    {
        private static readonly string Part = "pins";

        private readonly IBoard _board;
        private readonly ClassPin[] _choices;
        private readonly Failure _failure = new Failure();

        /// <param name="board">Its <see cref="IBoard.ClassPins"/> choose.</param>
        public PinOutput(IBoard board)
        {
            _board = board;
            _choices = new ClassPin[board.ClassPins.Length];
            for (int i = 0; i < _choices.Length; i++)
            {
                _choices[i] = new ClassPin(board.ClassPins[i]);
            }
        }

        /// <summary>Sets every pin; one that several classes share is high for each of them.</summary>
        /// <param name="result">The classes of which the first counts.</param>
        /// <returns>null, or the first pin that could not be set; the others are.</returns>
        public Failure Show(FrameResult result)
        {
            string first = null;
            for (int i = 0; i < _choices.Length; i++)
            {
                string problem = Set(i, result);
                first = first ?? problem;
            }

            return first == null ? null : _failure.Of(Part, first);
        }

        /// <summary>Sets every pin low: there is no class.</summary>
        public void Clear()
        {
            for (int i = 0; i < _choices.Length; i++)
            {
                if (_choices[i].Pin != null)
                {
                    Write(_choices[i], false);
                }
            }
        }

        /// <summary>Sets a pin at the first class that has it, for all that share it.</summary>
        /// <returns>null, or what is wrong, by name.</returns>
        private string Set(int index, FrameResult result)
        {
            ClassPin choice = _choices[index];
            if (choice.Problem != null)
            {
                return choice.Problem;
            }

            bool high = false;
            for (int i = 0; i < _choices.Length; i++)
            {
                bool shares = _choices[i].Problem == null && _choices[i].Number == choice.Number;
                if (shares && i < index)
                {
                    return null;
                }

                high |= shares && _choices[i].IsBest(result);
            }

            return Write(choice, high);
        }

        private string Write(ClassPin choice, bool high)
        {
            try
            {
                choice.Pin = choice.Pin ?? _board.OpenPin(choice.Number);
                choice.Pin.Write(high);
                return null;
            }
            catch (Exception e)
            {
                return Failure.NameOf(e);
            }
        }
    }
}
