// SPDX-License-Identifier: MIT
using nanoFramework.TestFramework;
using SqueezeEdge.App.Classification;
using SqueezeEdge.App.Output;
using SqueezeEdge.Cameras;

namespace SqueezeEdge.NanoFramework.Tests.App
{
    /// <summary>The lines on the serial port.</summary>
    [TestClass]
    public class SerialOutputTests
    {
        [TestMethod]
        public void AResultIsALineOfTextAndALineOfJson()
        {
            FrameResult result = new FrameResult(12)
            {
                Count = 2,
                Milliseconds = 812,
                KernelMilliseconds = 640,
            };
            result.Labels[0] = "Ankle boot";
            result.Classes[0] = 9;
            result.Probabilities[0] = 61210;
            result.Labels[1] = "Sneaker";
            result.Classes[1] = 7;
            result.Probabilities[1] = 3300;
            Transcript console = new Transcript();
            new SerialOutput(console).Show(result);
            Assert.AreEqual("frame 12: Ankle boot 93.4 %, Sneaker 5.0 % (812 ms, kernels 640 ms)", console.FromLast(2));
            Assert.AreEqual(
                "{\"frame\":12,\"milliseconds\":812,\"kernelMilliseconds\":640,\"top\":["
                    + "{\"index\":9,\"label\":\"Ankle boot\",\"probability\":0.93399},"
                    + "{\"index\":7,\"label\":\"Sneaker\",\"probability\":0.05035}]}",
                console.FromLast(1)
            );
        }

        [DataRow("plain", "plain")]
        [DataRow("a \"quoted\" \\", "a \\\"quoted\\\" \\\\")]
        [DataRow("\r\n\t\u0001\u007f", "\\u000d\\u000a\\u0009\\u0001\\u007f")]
        [DataRow("k\u016f\u0148", "k\\u016f\\u0148")]
        [DataRow("\ud83d\udc0e", "\\ud83d\\udc0e")]
        [DataRow("", "")]
        public void AnyLabelIsAsciiJson(string label, string expected)
        {
            FrameResult result = new FrameResult(1) { Count = 1 };
            result.Labels[0] = label;
            result.Probabilities[0] = 65536;
            Transcript console = new Transcript();
            new SerialOutput(console).Show(result);
            Assert.AreEqual(
                "{\"frame\":1,\"milliseconds\":0,\"kernelMilliseconds\":0,\"top\":[{\"index\":0,\"label\":\""
                    + expected
                    + "\",\"probability\":1.00000}]}",
                console.FromLast(1)
            );
        }

        [DataRow(0, "0.00000")]
        [DataRow(1, "0.00002")]
        [DataRow(655, "0.00999")]
        [DataRow(32768, "0.50000")]
        [DataRow(65535, "0.99998")]
        [DataRow(65536, "1.00000")]
        public void ProbabilitiesAreRounded(int probability, string fraction) =>
            Assert.AreEqual(fraction, Probability.Fraction(probability));

        [TestMethod]
        public void FailuresAreNamedInBoth()
        {
            Transcript console = new Transcript();
            SerialOutput serial = new SerialOutput(console);
            serial.Show(new Failure().OfCamera(CameraStatus.CaptureTimeout), 3, 400);
            console.ExpectFailure(3, "camera", "CaptureTimeout", 400);
            serial.Warn(null, 3);
            Assert.AreEqual(2, console.Count);
        }
    }
}
