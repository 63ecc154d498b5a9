// SPDX-License-Identifier: MIT
namespace SqueezeEdge.App.Classification
{
    /// <summary>The size of the frames asked of the camera.</summary>
    public sealed class FrameSize
    {
        private FrameSize(int width, int height)
        {
            Width = width;
            Height = height;
        }

        /// <summary>Pixels in a row.</summary>
        public int Width { get; }

        /// <summary>Rows.</summary>
        public int Height { get; }

        /// <summary>The smallest size every camera here has that covers the network's input: 96 x 96, 128 x 128 or 320 x 240. The
        /// kernels resample it; fewer pixels are read sooner and need less of that.</summary>
        /// <param name="inputWidth">Pixels in a row of the network's input.</param>
        /// <param name="inputHeight">Its rows.</param>
        public static FrameSize For(int inputWidth, int inputHeight)
        {
            int side = inputWidth > inputHeight ? inputWidth : inputHeight;
            return side <= 96 ? new FrameSize(96, 96)
                : side <= 128 ? new FrameSize(128, 128)
                : new FrameSize(320, 240);
        }
    }
}
