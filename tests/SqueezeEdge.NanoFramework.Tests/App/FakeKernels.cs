// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras;
using SqueezeEdge.Kernels;

namespace SqueezeEdge.NanoFramework.Tests.App
{
    /// <summary>Kernels that know only whether the rows arrived: all of them, once, in order, between begin and finish.</summary>
    internal sealed class FakeKernels : IKernels
    {
        private int _rowBytes;
        private int _height;
        private bool _begun;

        public int OpenStatus { get; set; }

        public int BeginStatus { get; set; }

        public int PushStatus { get; set; }

        public int FinishStatus { get; set; }

        public long Multiplications { get; set; }

        public bool HasLabels { get; set; } = true;

        /// <summary>Rows taken since the frame began.</summary>
        public int Rows { get; private set; }

        /// <summary>Bytes of the largest push.</summary>
        public int LargestPush { get; private set; }

        /// <summary><see cref="Hash"/> of all bytes since the frame began.</summary>
        public uint Sum { get; private set; }

        public int Version => 0x010203;

        public int LastFrameMicroseconds => 12999;

        public int LongestPushMicroseconds => 0;

        public int ArenaHighWaterMark => 0;

        /// <summary>Adds a byte to a sum that depends on the order.</summary>
        public static uint Hash(uint sum, byte value) => sum * 31 + value;

        /// <summary>The sum of a picture of a simulated module.</summary>
        public static uint SumOfPicture(int picture, int bytes)
        {
            uint sum = 0;
            for (int i = 0; i < bytes; i++)
            {
                sum = Hash(sum, Firmware.Tests.Drivers.SimulatedArduCam.PictureByte(picture, i));
            }

            return sum;
        }

        public int SelfCheck() => KernelStatus.Ok;

        public int Open(string partition) => partition == "model" ? OpenStatus : KernelStatus.NoPartition;

        public int PrepareFrames(int width, int height, int format)
        {
            _rowBytes = width * 2;
            _height = height;
            return format == PixelFormat.Rgb565HighByteFirst ? KernelStatus.Ok : KernelStatus.Frame;
        }

        public int ReadInfo(ModelInfo info)
        {
            info.Name = "fake";
            info.InputWidth = 28;
            info.InputHeight = 28;
            info.Classes = 10;
            info.Slot = -1;
            info.ArenaBytes = 1000;
            info.BlobBytes = 2000;
            info.Multiplications = Multiplications;
            return KernelStatus.Ok;
        }

        public string Label(int classIndex) => HasLabels ? "class " + classIndex : "";

        public int Begin()
        {
            Rows = 0;
            Sum = 0;
            _begun = BeginStatus == KernelStatus.Ok;
            return BeginStatus;
        }

        public int Push(byte[] rows, int offset, int rowCount)
        {
            int bytes = rowCount * _rowBytes;
            if (PushStatus != KernelStatus.Ok)
            {
                return PushStatus;
            }

            if (!_begun || rowCount < 1 || Rows + rowCount > _height || offset + bytes > rows.Length)
            {
                return KernelStatus.State;
            }

            for (int i = 0; i < bytes; i++)
            {
                Sum = Hash(Sum, rows[offset + i]);
            }

            Rows += rowCount;
            LargestPush = bytes > LargestPush ? bytes : LargestPush;
            return KernelStatus.Ok;
        }

        public int Finish(int[] classes, int[] probabilities)
        {
            if (FinishStatus != KernelStatus.Ok || !_begun || Rows != _height)
            {
                return FinishStatus != KernelStatus.Ok ? FinishStatus : KernelStatus.State;
            }

            classes[0] = 7;
            classes[1] = 2;
            probabilities[0] = 49152;
            probabilities[1] = 16384;
            return 2;
        }
    }
}
