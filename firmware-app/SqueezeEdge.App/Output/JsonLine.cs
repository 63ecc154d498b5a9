// SPDX-License-Identifier: MIT
using System.Text;

namespace SqueezeEdge.App.Output
{
    /// <summary>Writes one JSON object in one line of ASCII.</summary>
    public sealed class JsonLine
    {
        private const string Hexadecimal = "0123456789abcdef";

        private readonly StringBuilder _text = new StringBuilder();
        private bool _first = true;

        /// <summary>Starts the object.</summary>
        public JsonLine() => _text.Append('{');

        /// <summary>A number.</summary>
        /// <param name="name">Name of the member.</param>
        /// <param name="value">Its value.</param>
        public JsonLine Number(string name, int value) => Literal(name, value.ToString());

        /// <summary>A value as it is.</summary>
        /// <param name="name">Name of the member.</param>
        /// <param name="value">Valid JSON.</param>
        public JsonLine Literal(string name, string value)
        {
            Name(name);
            _text.Append(value);
            return this;
        }

        /// <summary>A text.</summary>
        /// <param name="name">Name of the member.</param>
        /// <param name="value">Its value, anything.</param>
        public JsonLine Text(string name, string value)
        {
            Name(name);
            Quote(value);
            return this;
        }

        /// <summary>Starts an array of objects.</summary>
        /// <param name="name">Name of the member.</param>
        public JsonLine BeginArray(string name)
        {
            Name(name);
            return Begin('[');
        }

        /// <summary>Ends it.</summary>
        public JsonLine EndArray() => End(']');

        /// <summary>Starts an object in an array.</summary>
        public JsonLine BeginObject()
        {
            Separate();
            return Begin('{');
        }

        /// <summary>Ends it.</summary>
        public JsonLine EndObject() => End('}');

        /// <summary>Ends the line.</summary>
        /// <returns>The whole.</returns>
        public string End() => End('}')._text.ToString();

        private JsonLine Begin(char bracket)
        {
            _text.Append(bracket);
            _first = true;
            return this;
        }

        private JsonLine End(char bracket)
        {
            _text.Append(bracket);
            _first = false;
            return this;
        }

        private void Name(string name)
        {
            Separate();
            Quote(name);
            _text.Append(':');
        }

        private void Separate()
        {
            if (!_first)
            {
                _text.Append(',');
            }

            _first = false;
        }

        private void Quote(string value)
        {
            _text.Append('"');
            // The device's string indexer gives the first half of a character beyond U+FFFF twice.
            foreach (char c in value.ToCharArray())
            {
                if (c == '"' || c == '\\')
                {
                    _text.Append('\\').Append(c);
                }
                else if (c >= ' ' && c <= '~')
                {
                    _text.Append(c);
                }
                else
                {
                    _text.Append("\\u");
                    for (int shift = 12; shift >= 0; shift -= 4)
                    {
                        _text.Append(Hexadecimal[c >> shift & 0xF]);
                    }
                }
            }

            _text.Append('"');
        }
    }
}
