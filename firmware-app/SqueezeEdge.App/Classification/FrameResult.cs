// SPDX-License-Identifier: MIT
namespace SqueezeEdge.App.Classification
{
    /// <summary>The classes of a frame. One object serves all frames.</summary>
    public sealed class FrameResult
    {
        /// <summary>How many classes are asked for.</summary>
        public const int MostClasses = 3;

        /// <param name="frame">Number of the frame, from 1.</param>
        public FrameResult(int frame) => Frame = frame;

        /// <summary>Number of the frame, from 1; failed ones are counted.</summary>
        public int Frame { get; internal set; }

        /// <summary>How many classes follow, at most <see cref="MostClasses"/>.</summary>
        public int Count { get; internal set; }

        /// <summary>Classes, best first, from 0.</summary>
        public int[] Classes { get; } = new int[MostClasses];

        /// <summary>Their softmax probabilities in 1/65536.</summary>
        public int[] Probabilities { get; } = new int[MostClasses];

        /// <summary>Their names; the class's number where the model has no names.</summary>
        public string[] Labels { get; } = new string[MostClasses];

        /// <summary>From the start of the capture to the classes, in milliseconds.</summary>
        public int Milliseconds { get; internal set; }

        /// <summary>Thereof inside the kernels, in milliseconds.</summary>
        public int KernelMilliseconds { get; internal set; }
    }
}
