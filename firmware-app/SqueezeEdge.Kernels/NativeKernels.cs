// SPDX-License-Identifier: MIT
using System.Text;

namespace SqueezeEdge.Kernels
{
    /// <summary>The kernels in this board's firmware (native-kernels/interop). There is one model, one arena and one stream of frames,
    /// whatever number of objects is created. Not for use by several threads at a time.</summary>
    public sealed class NativeKernels : IKernels
    {
        /// <inheritdoc/>
        public int Version => NativeMethods.Version();

        /// <inheritdoc/>
        public int LastFrameMicroseconds => NativeMethods.LastFrameMicroseconds();

        /// <inheritdoc/>
        public int LongestPushMicroseconds => NativeMethods.LongestPushMicroseconds();

        /// <inheritdoc/>
        public int ArenaHighWaterMark => NativeMethods.ArenaHighWaterMark();

        /// <inheritdoc/>
        public int SelfCheck() => NativeMethods.SelfCheck();

        /// <inheritdoc/>
        public int Open(string partition) => NativeMethods.Open(partition);

        /// <inheritdoc/>
        public int PrepareFrames(int width, int height, int format) => NativeMethods.PrepareFrames(width, height, format);

        /// <inheritdoc/>
        public int ReadInfo(ModelInfo info)
        {
            if (info == null)
            {
                return KernelStatus.Argument;
            }

            int[] numbers = new int[ModelInfo.NumberCount];
            byte[] name = new byte[ModelInfo.NameBytes];
            byte[] identity = new byte[ModelInfo.IdentityBytes];
            int status = NativeMethods.ReadInfo(numbers, name, identity);
            if (status == KernelStatus.Ok)
            {
                info.Set(numbers, name, identity);
            }

            return status;
        }

        /// <inheritdoc/>
        public string Label(int classIndex)
        {
            int length = NativeMethods.Label(classIndex, null);
            if (length <= 0)
            {
                return "";
            }

            byte[] text = new byte[length];
            NativeMethods.Label(classIndex, text);
            return Encoding.UTF8.GetString(text, 0, length);
        }

        /// <inheritdoc/>
        public int Begin() => NativeMethods.Begin();

        /// <inheritdoc/>
        public int Push(byte[] rows, int offset, int rowCount) => NativeMethods.Push(rows, offset, rowCount);

        /// <inheritdoc/>
        public int Finish(int[] classes, int[] probabilities) => NativeMethods.Finish(classes, probabilities);
    }
}
