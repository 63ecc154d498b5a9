// SPDX-License-Identifier: MIT
using nanoFramework.TestFramework;
using SqueezeEdge.App.Classification;
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ColourBars;
using SqueezeEdge.Firmware.Tests.Drivers;
using SqueezeEdge.Kernels;

namespace SqueezeEdge.NanoFramework.Tests.App
{
    /// <summary>The loop that moves rows from a camera into the kernels.</summary>
    [TestClass]
    public class FrameClassifierTests
    {
        [DataRow(96, 96, 16)]
        [DataRow(320, 50, 16)]
        [DataRow(4096, 3, 1)]
        [DataRow(1, 1, 16)]
        public void EveryRowArrivesOnceAndInOrder(int width, int height, int mostRows)
        {
            FakeKernels kernels = new FakeKernels();
            FrameClassifier classifier = Classifier(new ColourBarCamera(width, height), kernels);
            ColourBarCamera same = new ColourBarCamera(width, height);
            byte[] row = new byte[same.RowBytes];
            for (int frame = 1; frame <= 2; frame++)
            {
                Assert.IsNull(classifier.Classify(new FrameResult(frame)));
                same.Capture();
                uint sum = 0;
                while (same.RowsLeft > 0)
                {
                    same.ReadRows(row, 0, 1);
                    foreach (byte value in row)
                    {
                        sum = FakeKernels.Hash(sum, value);
                    }
                }

                Assert.AreEqual(sum, kernels.Sum);
                Assert.AreEqual(height, kernels.Rows);
                Assert.AreEqual((height < mostRows ? height : mostRows) * same.RowBytes, kernels.LargestPush);
            }
        }

        [DataRow(true, "class 7", "class 2")]
        [DataRow(false, "7", "2")]
        public void AClassWithoutALabelShowsItsNumber(bool hasLabels, string first, string second)
        {
            FakeKernels kernels = new FakeKernels { HasLabels = hasLabels };
            FrameResult result = new FrameResult(1);
            Assert.IsNull(Classifier(new ColourBarCamera(8, 8), kernels).Classify(result));
            Assert.AreEqual(2, result.Count);
            Assert.AreEqual(first, result.Labels[0]);
            Assert.AreEqual(second, result.Labels[1]);
            Assert.AreEqual(49152, result.Probabilities[0]);
            Assert.AreEqual(12, result.KernelMilliseconds);
        }

        [DataRow(KernelStatus.State, 0, 0, "kernels State")]
        [DataRow(0, KernelStatus.Argument, 0, "kernels Argument")]
        [DataRow(0, 0, KernelStatus.Memory, "kernels Memory")]
        public void AFailureOfTheKernelsIsNamed(int begin, int push, int finish, string name)
        {
            FakeKernels kernels = new FakeKernels
            {
                BeginStatus = begin,
                PushStatus = push,
                FinishStatus = finish,
            };
            FrameClassifier classifier = Classifier(new ColourBarCamera(8, 8), kernels);
            Assert.AreEqual(name, classifier.Classify(new FrameResult(1)).ToString());
            kernels.BeginStatus = KernelStatus.Ok;
            kernels.PushStatus = KernelStatus.Ok;
            kernels.FinishStatus = KernelStatus.Ok;
            Assert.IsNull(classifier.Classify(new FrameResult(2)));
        }

        [DataRow(ArduCamRig.Mega)]
        [DataRow(ArduCamRig.Mini)]
        public void ARestartOfTheModuleInTheMiddleCostsTheFrame(int kind)
        {
            ArduCamRig rig = new ArduCamRig(kind);
            FakeKernels kernels = new FakeKernels();
            FrameClassifier classifier = Classifier(rig.Camera, kernels);
            rig.Module.ResetAfterBytes = 10000;
            Assert.AreEqual("camera FrameLost", classifier.Classify(new FrameResult(1)).ToString());
            Assert.IsNull(classifier.Classify(new FrameResult(2)));
            Assert.AreEqual(FakeKernels.SumOfPicture(rig.Module.Frames, 96 * 96 * 2), kernels.Sum);
        }

        private static FrameClassifier Classifier(ICamera camera, FakeKernels kernels)
        {
            kernels.PrepareFrames(camera.Width, camera.Height, camera.Format);
            return new FrameClassifier(camera, kernels, new SimulatedClock());
        }
    }
}
