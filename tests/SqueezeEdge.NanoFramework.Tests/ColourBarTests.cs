// SPDX-License-Identifier: MIT
using nanoFramework.TestFramework;
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ColourBars;

namespace SqueezeEdge.NanoFramework.Tests
{
    /// <summary>The colour-bar camera.</summary>
    [TestClass]
    public class ColourBarTests
    {
        [DataRow(96, 96, 16)]
        [DataRow(320, 24, 5)]
        public void EightBarsInTheUsualOrder(int width, int height, int rows)
        {
            // White, yellow, cyan, green, magenta, red, blue, black.
            int[] bars = new int[] { 0xFFFF, 0xFFE0, 0x07FF, 0x07E0, 0xF81F, 0xF800, 0x001F, 0x0000 };
            ColourBarCamera camera = new ColourBarCamera(width, height);
            ArduCamRig.Expect(CameraStatus.Ok, camera.Open());
            byte[] band = new byte[rows * camera.RowBytes];
            for (int frame = 1; frame <= 2; frame++)
            {
                ArduCamRig.Expect(CameraStatus.Ok, camera.Capture());
                for (int row = 0; row < height; row++)
                {
                    if (row % rows == 0)
                    {
                        ArduCamRig.Expect(CameraStatus.Ok, camera.ReadRows(band, 0, rows < height - row ? rows : height - row));
                    }

                    for (int x = 0; x < width; x++)
                    {
                        int at = row % rows * camera.RowBytes + 2 * x;
                        int expected = bars[x * 8 / width] ^ (x == (row + frame - 1) % width ? 0xFFFF : 0);
                        if ((band[at] << 8 | band[at + 1]) != expected)
                        {
                            Assert.AreEqual(expected, band[at] << 8 | band[at + 1], $"frame {frame}, row {row}, column {x}");
                        }
                    }
                }

                Assert.AreEqual(0, camera.RowsLeft);
            }
        }

        [TestMethod]
        public void ArgumentsAreChecked()
        {
            ColourBarCamera camera = new ColourBarCamera(0, 5000);
            Assert.AreEqual(1, camera.Width);
            Assert.AreEqual(4096, camera.Height);
            ArduCamRig.Expect(CameraStatus.NoFrame, camera.ReadRows(new byte[2], 0, 1));
            ArduCamRig.Expect(CameraStatus.Ok, camera.Capture());
            ArduCamRig.Expect(CameraStatus.Argument, camera.ReadRows(null, 0, 1));
            ArduCamRig.Expect(CameraStatus.Argument, camera.ReadRows(new byte[2], 1, 1));
            ArduCamRig.Expect(CameraStatus.Argument, camera.ReadRows(new byte[2], 0, int.MaxValue));
            ArduCamRig.Expect(CameraStatus.Ok, camera.ReadRows(new byte[2], 0, 1));
            Assert.AreEqual(4095, camera.RowsLeft);
        }
    }
}
