using System;
using SqueezeEdge.App.Classification;
using SqueezeEdge.App.Hardware;

namespace SqueezeEdge.App.Output
{
    /// <summary>A pin for each chosen class, high while the last frame is of that class.</summary>
    public sealed class PinOutput
    {
        private const string Part = "pins";

        private readonly IBoard _board;
        private readonly IOutputPin[] _pins;

        /// <param name="board">Its <see cref="IBoard.ClassPins"/> choose.</param>
        public PinOutput(IBoard board)
        {
            _board = board;
            _pins = new IOutputPin[board.ClassPins.Length];
        }

        /// <summary>Sets every pin.</summary>
        /// <param name="result">The classes of which the first counts.</param>
        /// <returns>null, or the first pin that could not be set.</returns>
        public Failure Show(FrameResult result)
        {
            Failure first = null;
            for (int i = 0; i < _pins.Length; i++)
            {
                Failure failure = Class(i) == null ? Failure.OfOutput(Part, "NoClass") : IsFirstOfItsPin(i) ? Write(i, IsChosen(i, result)) : null;
                first = first ?? failure;
            }

            return first;
        }

        /// <summary>Sets every pin low: there is no class.</summary>
        public void Clear()
        {
            for (int i = 0; i < _pins.Length; i++)
            {
                if (_pins[i] != null)
                {
                    Write(i, false);
                }
            }
        }

        /// <summary>What stands before the equals sign of a choice.</summary>
        private string Number(int index)
        {
            int equals = _board.ClassPins[index].IndexOf('=');
            return equals < 0 ? null : _board.ClassPins[index].Substring(0, equals);
        }

        /// <summary>What stands behind it.</summary>
        private string Class(int index)
        {
            int equals = _board.ClassPins[index].IndexOf('=');
            return equals < 0 ? null : _board.ClassPins[index].Substring(equals + 1);
        }

        /// <summary>Several classes may share a pin, which is opened and set for the first of them.</summary>
        private bool IsFirstOfItsPin(int index)
        {
            for (int i = 0; i < index; i++)
            {
                if (Number(i) == Number(index))
                {
                    return false;
                }
            }

            return true;
        }

        private bool IsChosen(int index, FrameResult result)
        {
            for (int i = index; i < _pins.Length && result.Count > 0; i++)
            {
                if (Number(i) == Number(index) && (Class(i) == result.Labels[0] || Class(i) == result.Classes[0].ToString()))
                {
                    return true;
                }
            }

            return false;
        }

        private Failure Write(int index, bool high)
        {
            try
            {
                if (_pins[index] == null)
                {
                    if (!int.TryParse(Number(index), out int pin))
                    {
                        return Failure.OfOutput(Part, "NoNumber");
                    }

                    _pins[index] = _board.OpenPin(pin);
                }

                _pins[index].Write(high);
                return null;
            }
            catch (Exception e)
            {
                return Failure.OfOutput(Part, e.GetType().FullName);
            }
        }
    }
}
