// SPDX-License-Identifier: MIT
using nanoFramework.TestFramework;
using SqueezeEdge.Cameras;

namespace SqueezeEdge.NanoFramework.Tests
{
    /// <summary>An enum's names do not exist on the device; these names do.</summary>
    [TestClass]
    public class CameraStatusTests
    {
        [DataRow(CameraStatus.Ok, "Ok")]
        [DataRow(CameraStatus.Argument, "Argument")]
        [DataRow(CameraStatus.BusStuckHigh, "BusStuckHigh")]
        [DataRow(CameraStatus.NoAcknowledge, "NoAcknowledge")]
        [DataRow(1, "Unknown")]
        [DataRow(int.MinValue, "Unknown")]
        public void StatusesHaveNames(int status, string name) => Assert.AreEqual(name, CameraStatus.NameOf(status));

        [TestMethod]
        public void NoTwoStatusesShareAName()
        {
            for (int status = CameraStatus.NoAcknowledge; status <= CameraStatus.Ok; status++)
            {
                string name = CameraStatus.NameOf(status);
                Assert.AreNotEqual("Unknown", name);
                for (int other = status + 1; other <= CameraStatus.Ok; other++)
                {
                    Assert.AreNotEqual(name, CameraStatus.NameOf(other));
                }
            }
        }
    }
}
