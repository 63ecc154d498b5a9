// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Cameras.ArduCam
{
    /// <summary>Looks at something again and again until a time is over.</summary>
    internal sealed class Deadline
    {
        /// <summary>Milliseconds between two looks. The system may make it more: 10 on an ESP32.</summary>
        private const int PollMilliseconds = 2;

        private readonly IClock _clock;
        private long _end;
        private int _waitsLeft;

        public Deadline(IClock clock) => _clock = clock;

        /// <summary>Begins a time.</summary>
        /// <param name="milliseconds">How long.</param>
        public void Start(int milliseconds)
        {
            _end = _clock.Milliseconds + milliseconds;

            // Where the clock stands still the waits, which are never shorter than asked for, are counted.
            _waitsLeft = milliseconds / PollMilliseconds + 1;
        }

        /// <summary>Waits until the next look.</summary>
        /// <returns>False, without waiting, once the time is over.</returns>
        public bool Wait()
        {
            if (_clock.Milliseconds >= _end || --_waitsLeft < 0)
            {
                return false;
            }

            _clock.Wait(PollMilliseconds);
            return true;
        }
    }
}
