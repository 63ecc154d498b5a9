// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras
{
    /// <summary>A camera without hardware: rows of RGB565, high byte first, are made when they are read.</summary>
    public abstract class ReplayCamera : ICamera
    {
        /// <param name="width">Pixels in a row, at least 1.</param>
        /// <param name="height">Rows, at least 1.</param>
        private protected ReplayCamera(int width, int height)
        {
            Width = width;
            Height = height;
        }

        /// <inheritdoc/>
        public int Width { get; }

        /// <inheritdoc/>
        public int Height { get; }

        /// <inheritdoc/>
        public int RowBytes => Width * 2;

        /// <inheritdoc/>
        public int Format => PixelFormat.Rgb565HighByteFirst;

        /// <inheritdoc/>
        public int RowsLeft { get; private set; }

        /// <inheritdoc/>
        public virtual int Open()
        {
            RowsLeft = 0;
            return CameraStatus.Ok;
        }

        /// <inheritdoc/>
        public virtual int Capture()
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
                WriteRow(buffer, offset + row * RowBytes, Height - RowsLeft);
                RowsLeft--;
            }

            return status;
        }

        /// <summary>Makes a row of the captured frame.</summary>
        /// <param name="buffer">Receives <see cref="RowBytes"/> bytes.</param>
        /// <param name="offset">First byte of <paramref name="buffer"/> to write.</param>
        /// <param name="row">Its number, from 0.</param>
        private protected abstract void WriteRow(byte[] buffer, int offset, int row);
    }
}
