// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras
{
    /// <summary>Memory layouts of a pixel; the values are those of <c>sqe_pixel_format</c> in squeezeedge.h.</summary>
    public static class PixelFormat
    {
        /// <summary>2 bytes, RRRRRGGG GGGBBBBB: high byte first.</summary>
        public const int Rgb565HighByteFirst = 1;
    }
}
