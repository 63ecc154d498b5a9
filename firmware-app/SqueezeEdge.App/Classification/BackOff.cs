// SPDX-License-Identifier: MIT
namespace SqueezeEdge.App.Classification
{
    /// <summary>How long to wait before trying again: twice as long after every failure in a row.</summary>
    public sealed class BackOff
    {
        /// <summary>After the first failure, in milliseconds.</summary>
        public const int FirstMilliseconds = 100;

        /// <summary>Never longer than this.</summary>
        public const int LongestMilliseconds = 10000;

        private int _next = FirstMilliseconds;

        /// <summary>The wait after one more failure, in milliseconds.</summary>
        public int Next()
        {
            int wait = _next;
            _next = _next > LongestMilliseconds / 2 ? LongestMilliseconds : _next * 2;
            return wait;
        }

        /// <summary>Something worked.</summary>
        public void Reset() => _next = FirstMilliseconds;
    }
}
