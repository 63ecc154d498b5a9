// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras
{
    /// <summary>A camera whose frame stays in the module and is read a band of rows at a time into the caller's memory.</summary>
    /// <remarks>Every method returns a <see cref="CameraStatus"/> after a bounded time and throws nothing of its own.</remarks>
    public interface ICamera
    {
        /// <summary>Pixels in a row.</summary>
        int Width { get; }

        /// <summary>Rows in a frame.</summary>
        int Height { get; }

        /// <summary>Bytes in a row; rows follow each other without gaps.</summary>
        int RowBytes { get; }

        /// <summary>Memory layout of the pixels: one of <see cref="PixelFormat"/>.</summary>
        int Format { get; }

        /// <summary>Rows of the captured frame that are still unread; 0 without a frame.</summary>
        int RowsLeft { get; }

        /// <summary>Resets, identifies and configures the module.</summary>
        int Open();

        /// <summary>Takes a new frame and drops an unread one. Opens the camera first where it is not open or the last call
        /// failed.</summary>
        int Capture();

        /// <summary>Reads the next rows of the frame. After any status but Ok the bytes are worthless and, except after
        /// <see cref="CameraStatus.Argument"/> and <see cref="CameraStatus.NoFrame"/>, the frame is lost: capture again.</summary>
        /// <param name="buffer">Receives <paramref name="rowCount"/> x <see cref="RowBytes"/> bytes.</param>
        /// <param name="offset">First byte of <paramref name="buffer"/> to write.</param>
        /// <param name="rowCount">Rows to read, 1..<see cref="RowsLeft"/>.</param>
        int ReadRows(byte[] buffer, int offset, int rowCount);
    }
}
