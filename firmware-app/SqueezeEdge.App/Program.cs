// SPDX-License-Identifier: MIT
using SqueezeEdge.App.Configuration;
using SqueezeEdge.App.Device;
using SqueezeEdge.Cameras.Hardware;
using SqueezeEdge.Kernels;

namespace SqueezeEdge.App
{
    /// <summary>Where the firmware starts.</summary>
    public static class Program
    {
        /// <summary>Classifies frame after frame; never returns.</summary>
        public static void Main()
        {
            var application = new Application(
                new Esp32Board(BoardConfiguration.OfThisBuild()),
                new NativeKernels(),
                new SystemConsole(),
                new SystemClock()
            );
            application.Run(new ThreadDelay());
        }
    }
}
