using System;

namespace SqueezeEdge.Cameras.StoredFrame
{
    /// <summary>The same picture again and again, in place of a camera: what comes after it must give the same classes each time.</summary>
    public sealed class StoredFrameCamera : ICamera
    {
        private readonly IStoredFrame _frame;
        private byte[] _band;
        private int _bandIndex = -1;

        /// <param name="frame">The picture.</param>
        public StoredFrameCamera(IStoredFrame frame) => _frame = frame;

        /// <inheritdoc/>
        public int Width => _frame.Width;

        /// <inheritdoc/>
        public int Height => _frame.Height;

        /// <inheritdoc/>
        public int RowBytes => Width * 2;

        /// <inheritdoc/>
        public int Format => PixelFormat.Rgb565HighByteFirst;

        /// <inheritdoc/>
        public int RowsLeft { get; private set; }

        /// <inheritdoc/>
        public int Open()
        {
            RowsLeft = 0;
            return CameraStatus.Ok;
        }

        /// <inheritdoc/>
        public int Capture()
        {
            RowsLeft = Height;
            return CameraStatus.Ok;
        }

        /// <inheritdoc/>
        public int ReadRows(byte[] buffer, int offset, int rowCount)
        {
            int status = RowBand.Check(this, buffer, offset, rowCount);
            for (int row = 0; status == CameraStatus.Ok && row < rowCount; row++)
            {
                int next = Height - RowsLeft;
                if (next / _frame.BandRows != _bandIndex)
                {
                    _bandIndex = next / _frame.BandRows;
                    _band = _frame.Band(_bandIndex);
                }

                Array.Copy(_band, next % _frame.BandRows * RowBytes, buffer, offset + row * RowBytes, RowBytes);
                RowsLeft--;
            }

            return status;
        }
    }
}
