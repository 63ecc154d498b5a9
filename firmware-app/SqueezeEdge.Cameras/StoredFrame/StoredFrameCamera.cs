// SPDX-License-Identifier: MIT
using System;

namespace SqueezeEdge.Cameras.StoredFrame
{
    /// <summary>The same picture again and again, in place of a camera: what comes after it must give the same classes each time.</summary>
    public sealed class StoredFrameCamera : ReplayCamera
    {
        private readonly IStoredFrame _frame;
        private byte[] _band;
        private int _bandIndex = -1;

        /// <param name="frame">The picture.</param>
        public StoredFrameCamera(IStoredFrame frame)
            : base(frame.Width, frame.Height) => _frame = frame;

        private protected override void WriteRow(byte[] buffer, int offset, int row)
        {
            if (row / _frame.BandRows != _bandIndex)
            {
                _bandIndex = row / _frame.BandRows;
                _band = _frame.Band(_bandIndex);
            }

            Array.Copy(_band, row % _frame.BandRows * RowBytes, buffer, offset, RowBytes);
        }
    }
}
