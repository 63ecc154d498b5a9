// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras
{
    /// <summary>A camera that can send a known pattern instead of a picture.</summary>
    public interface ITransferCheck
    {
        /// <summary>Finds bytes lost or exchanged between the module and here, which no picture can show for certain. Drops an unread
        /// frame; the next capture configures the module anew.</summary>
        /// <remarks>When the module is done with its pattern, and what length it reports for it, counts for nothing: only the pattern is
        /// looked at.</remarks>
        /// <returns>Ok; <see cref="CameraStatus.DataShifted"/> or <see cref="CameraStatus.BytesSwapped"/> where the pattern arrives so;
        /// <see cref="CameraStatus.TestMismatch"/> where none is recognized, which a module whose pictures are right may do, too; or what
        /// <see cref="ICamera.Open"/> and a dead bus return.</returns>
        int CheckTransfer();
    }
}
