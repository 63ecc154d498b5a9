// SPDX-License-Identifier: MIT
using nanoFramework.TestFramework;
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ArduCamMega;
using SqueezeEdge.Firmware.Tests.Drivers;

namespace SqueezeEdge.NanoFramework.Tests
{
    /// <summary>What only the ArduCAM Mega's driver does.</summary>
    [TestClass]
    public class ArduCamMegaTests
    {
        [DataRow(1)]
        [DataRow(7)]
        [DataRow(96)]
        public void BandsGiveExactlyTheBytes(int rows)
        {
            ArduCamRig rig = new ArduCamRig(ArduCamRig.Mega);
            for (int frame = 1; frame <= 2; frame++)
            {
                rig.ExpectCapture(CameraStatus.Ok);
                ArduCamRig.ExpectPicture(rig.Camera, frame, rows);
            }

            Assert.IsTrue(rig.Module.LargestTransfer <= ArduCamMegaCamera.DefaultTransferBytes, "larger transfer than allowed");
        }

        [DataRow(0x81, MegaResolution.Square96, 96, 96)]
        [DataRow(0x84, MegaResolution.Square128, 128, 128)]
        [DataRow(0x82, MegaResolution.Qvga, 320, 240)]
        [DataRow(0x86, MegaResolution.Square128, 128, 128)]
        [DataRow(0x87, MegaResolution.Qqvga, 160, 120)]
        [DataRow(0x87, MegaResolution.Qvga, 320, 240)]
        public void BothGenerationsHaveTheirResolutions(int id, int resolution, int width, int height)
        {
            SimulatedClock clock = new SimulatedClock();
            ArduCamMegaCamera camera = new ArduCamMegaCamera(new SimulatedMega(clock, (byte)id), clock, resolution);
            ArduCamRig.Expect(CameraStatus.Ok, camera.Capture());
            Assert.AreEqual(id, camera.ModuleId);
            Assert.AreEqual(width, camera.Width);
            Assert.AreEqual(height, camera.Height);
            ArduCamRig.ExpectPicture(camera, 1, 8);
        }

        [TestMethod]
        public void OldModulesHaveNoQqvga()
        {
            SimulatedClock clock = new SimulatedClock();
            ArduCamMegaCamera camera = new ArduCamMegaCamera(new SimulatedMega(clock, 0x84), clock, MegaResolution.Qqvga);
            ArduCamRig.Expect(CameraStatus.Resolution, camera.Open());
        }
    }
}
