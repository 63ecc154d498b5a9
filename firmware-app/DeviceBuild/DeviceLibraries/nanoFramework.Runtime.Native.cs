// SPDX-License-Identifier: MIT
namespace System
{
    public static class Environment
    {
        public static long TickCount64 => throw null;
    }
}

namespace nanoFramework.Runtime.Native
{
    public enum RebootOption
    {
        NormalReboot,
    }

    public class Power
    {
        public static extern void RebootDevice(RebootOption rebootOption);
    }

    public static class GC
    {
        public static extern uint Run(bool compactHeap);
    }
}
