// SPDX-License-Identifier: MIT
using SqueezeEdge.App.Classification;
using SqueezeEdge.App.Hardware;

namespace SqueezeEdge.App.Output
{
    /// <summary>A class that has an output pin.</summary>
    internal sealed class ClassPin
    {
        private readonly string _class;

        /// <param name="choice">"25=Sneaker", or "25=7" with the class's number, as in <see cref="IBoard.ClassPins"/>.</param>
        public ClassPin(string choice)
        {
            int equals = choice.IndexOf('=');
            if (equals < 0)
            {
                Problem = "NoClass";
                return;
            }

            _class = choice.Substring(equals + 1);
            if (int.TryParse(choice.Substring(0, equals), out int number))
            {
                Number = number;
            }
            else
            {
                Problem = "NoNumber";
            }
        }

        /// <summary>What is wrong with the choice, by name; null if nothing is.</summary>
        public string Problem { get; }

        /// <summary>GPIO number.</summary>
        public int Number { get; }

        /// <summary>The pin, null until it was opened.</summary>
        public IOutputPin Pin { get; set; }

        /// <summary>Whether the best class of a frame is this one.</summary>
        public bool IsBest(FrameResult result) =>
            result.Count > 0 && Problem == null && (_class == result.Labels[0] || _class == result.Classes[0].ToString());
    }
}
