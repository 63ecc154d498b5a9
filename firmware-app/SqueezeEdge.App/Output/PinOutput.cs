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
                Failure failure = Set(i, _board.ClassPins[i], result);
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
                    Write(i, null, false);
                }
            }
        }

        private Failure Set(int index, string choice, FrameResult result)
        {
            int equals = choice.IndexOf('=');
            if (equals < 0)
            {
                return Failure.OfOutput(Part, "NoClass");
            }

            string name = choice.Substring(equals + 1);
            bool high = result.Count > 0 && (name == result.Labels[0] || name == result.Classes[0].ToString());
            return Write(index, choice.Substring(0, equals), high);
        }

        private Failure Write(int index, string number, bool high)
        {
            try
            {
                if (_pins[index] == null)
                {
                    if (!int.TryParse(number, out int pin))
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
