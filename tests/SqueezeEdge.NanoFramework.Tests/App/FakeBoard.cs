// SPDX-License-Identifier: MIT
using System;
using SqueezeEdge.App.Hardware;
using SqueezeEdge.Cameras;

namespace SqueezeEdge.NanoFramework.Tests.App
{
    /// <summary>A board whose parts are a test's.</summary>
    internal sealed class FakeBoard : IBoard, ITextDisplay, IOutputPin
    {
        private readonly ICamera _camera;

        public FakeBoard(ICamera camera) => _camera = camera;

        /// <summary>How often making the camera still fails for lack of memory.</summary>
        public int FailuresLeft { get; set; }

        public bool HasDisplay { get; set; }

        public bool DisplayAnswers { get; set; } = true;

        /// <summary>What the display shows.</summary>
        public string[] Lines { get; private set; } = new string[0];

        public bool PinIsHigh { get; private set; }

        public string Name => "fake board";

        public string[] ClassPins { get; set; } = new string[0];

        public int FreeManagedBytes => 1;

        public int FreeInternalBytes => 2;

        public int LargestInternalBlock => 3;

        public int CpuMHz => 160;

        public int MaxSecondsPerFrame { get; set; }

        public int RestartAfterFailures { get; set; }

        /// <summary>How often the board was restarted.</summary>
        public int Restarts { get; private set; }

        public int Columns => 16;

        public int Rows => 4;

        public ICamera CreateCamera(int width, int height)
        {
            if (FailuresLeft-- > 0)
            {
                throw new OutOfMemoryException();
            }

            return _camera;
        }

        public void Restart() => Restarts++;

        public ITextDisplay OpenDisplay() => HasDisplay ? this : null;

        public IOutputPin OpenPin(int number) => this;

        public void Write(bool high) => PinIsHigh = high;

        public bool Show(string[] lines)
        {
            Lines = DisplayAnswers ? lines : Lines;
            return DisplayAnswers;
        }
    }
}
