// SPDX-License-Identifier: MIT
using System.Collections;
using nanoFramework.TestFramework;
using SqueezeEdge.App.Hardware;

namespace SqueezeEdge.NanoFramework.Tests.App
{
    /// <summary>A console that keeps what was printed.</summary>
    internal sealed class Transcript : IConsole
    {
        private readonly ArrayList _lines = new ArrayList();
        private string _begun = "";

        public int Count => _lines.Count;

        public void Write(string text) => _begun += text;

        public void WriteLine(string text)
        {
            _lines.Add(_begun + text);
            _begun = "";
        }

        /// <summary>A line counted from the last, which is 1.</summary>
        public string FromLast(int number) => (string)_lines[_lines.Count - number];

        /// <summary>The last two lines are a failure that cost no frame.</summary>
        public void ExpectWarning(int frame, string part, string status)
        {
            Assert.AreEqual("frame " + frame + ": " + part + " " + status, FromLast(2));
            Assert.AreEqual("{\"frame\":" + frame + ",\"failed\":\"" + part + "\",\"status\":\"" + status + "\"}", FromLast(1));
        }

        /// <summary>The last two lines are a failure, for people and for programs.</summary>
        public void ExpectFailure(int frame, string part, string status, int milliseconds)
        {
            Assert.AreEqual("frame " + frame + ": " + part + " " + status + " (next attempt in " + milliseconds + " ms)", FromLast(2));
            Assert.AreEqual(
                "{\"frame\":"
                    + frame
                    + ",\"failed\":\""
                    + part
                    + "\",\"status\":\""
                    + status
                    + "\",\"retryMilliseconds\":"
                    + milliseconds
                    + "}",
                FromLast(1)
            );
        }
    }
}
