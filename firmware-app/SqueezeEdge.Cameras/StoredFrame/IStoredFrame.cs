// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cameras.StoredFrame
{
    /// <summary>A picture in the program's flash, in bands small enough to be copied to RAM.</summary>
    /// <remarks><c>squeezeedge frame</c> writes a class of this kind from a photograph.</remarks>
    public interface IStoredFrame
    {
        /// <summary>Pixels in a row.</summary>
        int Width { get; }

        /// <summary>Rows.</summary>
        int Height { get; }

        /// <summary>Rows in a band; the last one may have fewer.</summary>
        int BandRows { get; }

        /// <summary>A band, in RGB565, high byte first.</summary>
        /// <param name="index">Its number, from 0.</param>
        byte[] Band(int index);
    }
}
