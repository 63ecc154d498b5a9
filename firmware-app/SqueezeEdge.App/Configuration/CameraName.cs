// SPDX-License-Identifier: MIT
namespace SqueezeEdge.App.Configuration
{
    /// <summary>The cameras a board.json, or the property Camera of the build, can name.</summary>
    public static class CameraName
    {
        /// <summary>ArduCAM Mega 3MP or 5MP.</summary>
        public const string ArduCamMega = "arducam-mega";

        /// <summary>ArduCAM Mini 2MP or 2MP Plus.</summary>
        public const string ArduCamMini = "arducam-mini-2mp-plus";

        /// <summary>Colour bars instead of a camera.</summary>
        public const string ColourBars = "colour-bars";

        /// <summary>A stored picture instead of a camera.</summary>
        public const string StoredFrame = "stored-frame";

        /// <summary>A board without a camera: the stored picture, too.</summary>
        public const string None = "none";
    }
}
