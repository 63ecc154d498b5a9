// SPDX-License-Identifier: MIT
#pragma warning disable CA1822, CS0649, CS1998, IDE0044, IDE0051
namespace SqueezeEdge.Firmware.Tests.DeviceSubset;

/// <summary>One type for each thing the device cannot run, to show that the checker finds it; and one that holds none.</summary>
internal static class ForbiddenConstructs
{
    internal sealed class GenericType<T>
    {
        public T? Value;
    }

    internal sealed class GenericMethod
    {
        public static T Same<T>(T value) => value;
    }

    internal sealed class GenericCall
    {
        public static int[] Make() => Array.Empty<int>();
    }

    internal sealed class GenericField
    {
        public List<int>? Values;
    }

    internal sealed class GenericLocal
    {
        public static int Count()
        {
            var values = new Dictionary<int, int> { [1] = 2 };
            return values.Count;
        }
    }

    internal sealed class GenericBase : List<byte>;

    internal sealed class OtherSpan
    {
        public static void Take(Span<int> values) => values.Clear();
    }

    internal sealed class TakesFunc
    {
        public static int Call(Func<int> function) => function();
    }

    internal sealed class TakesAction
    {
        public static void Call(Action action) => action();
    }

    internal sealed class TwoDimensions
    {
        public static object Make() => new int[2, 3];
    }

    internal sealed class Stackalloc
    {
        public static unsafe int Sum(int count)
        {
            var memory = stackalloc int[count];
            return memory[0];
        }
    }

    internal sealed class Fixed
    {
        public static unsafe int First(byte[] bytes)
        {
            fixed (byte* first = bytes)
            {
                return *first;
            }
        }
    }

    internal interface IWithBody
    {
        int Two() => 2;
    }

    internal sealed class Async
    {
        public static async Task Wait() => await Task.Yield();
    }

    internal sealed class Iterator
    {
        public static System.Collections.IEnumerable Count()
        {
            yield return 1;
        }
    }

    internal sealed class LargeBytes
    {
        public static byte[] Make() => new byte[16_385];
    }

    internal sealed class LargeIntegers
    {
        private readonly int[] values = new int[4_097];

        public int Length => values.Length;
    }

    internal sealed class LargeStrings
    {
        public static string[] Make() => new string[1_366];
    }

    internal sealed class Allowed
    {
        private readonly byte[] bytes = new byte[16_384];
        private readonly int[][] jagged = new int[3][];

        public delegate int Unary(int value);

        public event EventHandler? Changed;

        public int Use(int count, Unary unary)
        {
            Span<byte> span = bytes;
            Changed?.Invoke(this, EventArgs.Empty);
            var local = new byte[count];
            return unary(local.Length + span.Length + jagged.Length + new string[1_365].Length) switch
            {
                1 => 2,
                _ => 3,
            };
        }
    }
}
