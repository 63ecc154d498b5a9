// SPDX-License-Identifier: MIT
using System.Runtime.CompilerServices;

namespace SqueezeEdge.Kernels
{
    /// <summary>The functions of native-kernels/interop/session.h on the session of the firmware. The table in
    /// SqueezeEdge_Kernels.cpp is in the order of these methods.</summary>
    internal static class NativeMethods
    {
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern int Version();

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern int SelfCheck();

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern int Open(string partition);

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern int PrepareFrames(int width, int height, int format);

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern int ReadInfo(int[] numbers, byte[] name, byte[] identity);

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern int Label(int classIndex, byte[] text);

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern int Begin();

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern int Push(byte[] rows, int offset, int rowCount);

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern int Finish(int[] classes, int[] probabilities);

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern int LastFrameMicroseconds();

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern int LongestPushMicroseconds();

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern int ArenaHighWaterMark();
    }
}
