// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras;

namespace SqueezeEdge.Firmware.Tests.Drivers;

/// <summary>Reads what a camera captured as an application does: band after band.</summary>
internal static class CameraReading
{
    public static byte[] ReadFrame(this ICamera camera, int rows)
    {
        var frame = new byte[camera.RowBytes * camera.Height];
        while (camera.RowsLeft > 0)
        {
            var first = camera.Height - camera.RowsLeft;
            Assert.Equal(CameraStatus.Ok, camera.ReadRows(frame, first * camera.RowBytes, Math.Min(rows, camera.RowsLeft)));
        }

        return frame;
    }

    /// <summary>All bytes of picture <paramref name="frame"/> of a simulated module.</summary>
    public static byte[] Picture(int frame, int width, int height)
    {
        var bytes = new byte[width * height * 2];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = SimulatedArduCam.PictureByte(frame, i);
        }

        return bytes;
    }
}
