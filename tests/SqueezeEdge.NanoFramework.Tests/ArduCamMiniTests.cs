// SPDX-License-Identifier: MIT
using nanoFramework.TestFramework;
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ArduCamMini;
using SqueezeEdge.Firmware.Tests.Drivers;

namespace SqueezeEdge.NanoFramework.Tests
{
    /// <summary>What only the ArduCAM Mini's driver does.</summary>
    [TestClass]
    public class ArduCamMiniTests
    {
        [DataRow(MiniBurst.NoDummy, 0, 0)]
        [DataRow(MiniBurst.DummyInFirst, 1, 0)]
        [DataRow(MiniBurst.DummyInEvery, 1, 1)]
        public void DummiesAreSkipped(int burst, int dummiesFirst, int dummiesLater)
        {
            SimulatedClock clock = new SimulatedClock();
            SimulatedMini module = new SimulatedMini(clock, dummiesFirst, dummiesLater);
            ArduCamMiniCamera camera = new ArduCamMiniCamera(module, module, clock, 96, 96, burst, 1024);
            for (int frame = 1; frame <= 2; frame++)
            {
                ArduCamRig.Expect(CameraStatus.Ok, camera.Capture());
                ArduCamRig.ExpectPicture(camera, frame, 16);
            }
        }

        [TestMethod]
        public void ASquareIsCutFromTheMiddle()
        {
            ArduCamRig rig = new ArduCamRig(ArduCamRig.Mini);
            rig.ExpectOpen(CameraStatus.Ok);
            SimulatedMini module = (SimulatedMini)rig.Module;

            // 300 x 300 units of four pixels, 200 pixels from the left; 256 of either count in the high bits.
            Assert.AreEqual(300 - 256, (int)module.Sensor(0, 0x51));
            Assert.AreEqual(300 - 256, (int)module.Sensor(0, 0x52));
            Assert.AreEqual(200, (int)module.Sensor(0, 0x53));
            Assert.AreEqual(0, (int)module.Sensor(0, 0x54));
            Assert.AreEqual(0x88, (int)module.Sensor(0, 0x55));
            Assert.AreEqual(24, (int)module.Sensor(0, 0x5A));
            Assert.AreEqual(24, (int)module.Sensor(0, 0x5B));
        }

        [TestMethod]
        public void SizesAreBoundedAndWhole()
        {
            SimulatedClock clock = new SimulatedClock();
            SimulatedMini module = new SimulatedMini(clock);
            ArduCamMiniCamera camera = new ArduCamMiniCamera(module, module, clock, 5000, 0);
            Assert.AreEqual(400, camera.Width);
            Assert.AreEqual(16, camera.Height);
            ArduCamRig.Expect(CameraStatus.Ok, camera.Capture());
            ArduCamRig.ExpectPicture(camera, 1, 16);
            Assert.AreEqual(96, new ArduCamMiniCamera(module, module, clock, 99, 99).Width);
        }
    }
}
