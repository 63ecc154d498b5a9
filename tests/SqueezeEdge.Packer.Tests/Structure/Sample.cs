// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tests.Structure;

/// <summary>Classes that each use <see cref="SampleUsedException"/> in one way.</summary>
internal static class Sample
{
    internal static class InABody
    {
        public static int Run() => new SampleUsedException().Message.Length;
    }

    internal static class InASignature
    {
        public static void Run(SampleUsedException[] used) => ArgumentNullException.ThrowIfNull(used);
    }

    internal sealed class AsAField
    {
        internal SampleUsedException? Field { get; set; }
    }

    internal sealed class AsATypeArgument : List<Dictionary<int, SampleUsedException>>;

    internal sealed class AsABase : SampleUsedException;

    internal static class InACatch
    {
        public static void Run(Action action)
        {
            try
            {
                action();
            }
            catch (SampleUsedException)
            {
                action();
            }
        }
    }

    internal static class InALambda
    {
        public static Func<string> Make() => () => new SampleUsedException().Message;
    }
}

/// <summary>What the samples use.</summary>
internal class SampleUsedException : Exception;
