// SPDX-License-Identifier: MIT
using System;
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
            Esp32Board board = new Esp32Board(BoardConfiguration.OfThisBuild());
            SystemClock clock = new SystemClock();
            try
            {
                new Application(board, new NativeKernels(), new SystemConsole(), clock).Run();
            }
            catch (Exception)
            {
                // The application handles what happens in a step; here there was not even memory to begin.
            }

            clock.Wait(10000);
            board.Restart();
        }
    }
}
