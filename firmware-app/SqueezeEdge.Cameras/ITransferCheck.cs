// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras
{
    /// <summary>A camera that can send a known pattern instead of a picture.</summary>
    public interface ITransferCheck
    {
        /// <summary>Finds bytes lost or exchanged between the module and here, which no picture can show for certain. Drops an unread
        /// frame; the next capture configures the module anew.</summary>
        /// <returns>Ok, <see cref="CameraStatus.DataShifted"/>, <see cref="CameraStatus.BytesSwapped"/>,
        /// <see cref="CameraStatus.TestMismatch"/> where no pattern arrives, or what <see cref="ICamera.Capture"/> returns.</returns>
        int CheckTransfer();
    }
}
