// SPDX-License-Identifier: MIT
using nanoFramework.TestFramework;
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ArduCam;
using SqueezeEdge.Cameras.ArduCamMega;
using SqueezeEdge.Cameras.ArduCamMini;
using SqueezeEdge.Firmware.Tests.Drivers;

namespace SqueezeEdge.NanoFramework.Tests
{
    /// <summary>A simulated module, its driver at 96 x 96 pixels, and what every test asks of them.</summary>
    internal sealed class ArduCamRig
    {
        public const int Mega = 0;
        public const int Mini = 1;

        private const int RowBytes = 96 * 2;

        // One time-out, and every step before it at its usual speed.
        private const long LongestMicroseconds = 5_500_000;

        /// <summary>A healthy module of a kind.</summary>
        public ArduCamRig(int kind)
        {
            Clock = new SimulatedClock();
            if (kind == Mega)
            {
                SimulatedMega module = new SimulatedMega(Clock);
                Module = module;
                Camera = new ArduCamMegaCamera(module, Clock, MegaResolution.Square96);
            }
            else
            {
                SimulatedMini module = new SimulatedMini(Clock);
                Module = module;
                Camera = new ArduCamMiniCamera(module, module, Clock, 96, 96);
            }
        }

        public SimulatedClock Clock { get; }

        public SimulatedArduCam Module { get; }

        public ArduCamCamera Camera { get; }

        /// <summary>Names say more than numbers in a failed test's message.</summary>
        public static void Expect(int expected, int actual) => Assert.AreEqual(CameraStatus.NameOf(expected), CameraStatus.NameOf(actual));

        /// <summary>Reads what was captured in bands and compares every byte.</summary>
        public static void ExpectPicture(ICamera camera, int picture, int rows)
        {
            byte[] band = new byte[rows * camera.RowBytes];
            int at = 0;
            while (camera.RowsLeft > 0)
            {
                int count = camera.RowsLeft < rows ? camera.RowsLeft : rows;
                Expect(CameraStatus.Ok, camera.ReadRows(band, 0, count));
                for (int i = 0; i < count * camera.RowBytes; i++)
                {
                    if (band[i] != SimulatedArduCam.PictureByte(picture, at++))
                    {
                        Assert.AreEqual(-1, at - 1, "first differing byte");
                    }
                }
            }

            Assert.AreEqual(camera.Height * camera.RowBytes, at);
        }

        public void ExpectOpen(int status)
        {
            long before = Clock.Microseconds;
            Expect(status, Camera.Open());
            ExpectSoon(before);
        }

        public void ExpectCapture(int status)
        {
            long before = Clock.Microseconds;
            Expect(status, Camera.Capture());
            ExpectSoon(before);
        }

        public void ExpectRead(int status)
        {
            long before = Clock.Microseconds;
            Expect(status, Camera.ReadRows(new byte[16 * RowBytes], 0, 16));
            ExpectSoon(before);
        }

        /// <summary>Whatever happened before, with the fault gone the next frame is whole.</summary>
        public void ExpectNextPicture()
        {
            Module.Fault = Fault.None;
            ExpectCapture(CameraStatus.Ok);
            ExpectPicture(Camera, Module.Frames, 16);
        }

        private void ExpectSoon(long before) => Assert.IsTrue(Clock.Microseconds - before <= LongestMicroseconds, "took too long");
    }
}
