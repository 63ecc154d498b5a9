// SPDX-License-Identifier: MIT
using nanoFramework.TestFramework;
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.StoredFrame;

namespace SqueezeEdge.NanoFramework.Tests
{
    /// <summary>The camera that shows a stored picture.</summary>
    [TestClass]
    public class StoredFrameTests
    {
        [DataRow(1)]
        [DataRow(3)]
        [DataRow(11)]
        public void EveryFrameIsThePictureInBandsOfAnySize(int rows)
        {
            StoredFrameCamera camera = new StoredFrameCamera(new Numbers());
            byte[] band = new byte[rows * 10];
            for (int frame = 0; frame < 2; frame++)
            {
                ArduCamRig.Expect(CameraStatus.Ok, camera.Capture());
                int at = 0;
                while (camera.RowsLeft > 0)
                {
                    int count = rows < camera.RowsLeft ? rows : camera.RowsLeft;
                    ArduCamRig.Expect(CameraStatus.Ok, camera.ReadRows(band, 0, count));
                    for (int i = 0; i < count * 10; i++)
                    {
                        Assert.AreEqual(at++, (int)band[i]);
                    }
                }

                Assert.AreEqual(110, at);
                ArduCamRig.Expect(CameraStatus.NoFrame, camera.ReadRows(band, 0, 1));
            }
        }

        /// <summary>Eleven rows of five pixels, four rows a band, every byte its own number.</summary>
        private sealed class Numbers : IStoredFrame
        {
            public int Width => 5;

            public int Height => 11;

            public int BandRows => 4;

            public byte[] Band(int index)
            {
                byte[] band = new byte[index < 2 ? 40 : 30];
                for (int i = 0; i < band.Length; i++)
                {
                    band[i] = (byte)(index * 40 + i);
                }

                return band;
            }
        }
    }
}
