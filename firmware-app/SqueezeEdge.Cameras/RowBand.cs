// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras
{
    /// <summary>The arguments of <see cref="ICamera.ReadRows"/>, checked alike for every camera.</summary>
    internal static class RowBand
    {
        public static int Check(ICamera camera, byte[] buffer, int offset, int rowCount)
        {
            // The row count is bounded before it is multiplied.
            if (
                buffer == null
                || offset < 0
                || rowCount < 1
                || rowCount > camera.Height
                || rowCount * camera.RowBytes > buffer.Length - offset
            )
            {
                return CameraStatus.Argument;
            }

            return rowCount > camera.RowsLeft ? CameraStatus.NoFrame : CameraStatus.Ok;
        }
    }
}
