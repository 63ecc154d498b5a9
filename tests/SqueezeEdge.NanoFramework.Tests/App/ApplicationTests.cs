// SPDX-License-Identifier: MIT
using nanoFramework.TestFramework;
using SqueezeEdge.App;
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ColourBars;
using SqueezeEdge.Firmware.Tests.Drivers;
using SqueezeEdge.Kernels;

namespace SqueezeEdge.NanoFramework.Tests.App
{
    /// <summary>The application, its board and kernels being fakes and its camera simulated.</summary>
    [TestClass]
    public class ApplicationTests
    {
        [TestMethod]
        public void TheFactsComeFirstThenTheFrames()
        {
            Transcript console = new Transcript();
            Application application = Start(new FakeBoard(new ColourBarCamera(96, 96)), new FakeKernels(), console);
            Assert.AreEqual(0, application.Step());
            Assert.AreEqual(7, console.Count);
            Assert.AreEqual("SqueezeEdge on fake board, kernels 1.2.3", console.FromLast(7));
            Assert.AreEqual("heap: 1 bytes free for C#, 2 bytes of internal RAM, largest block 3", console.FromLast(6));
            Assert.AreEqual("model: fake, 28x28, 10 classes, 2000 bytes", console.FromLast(5));
            Assert.AreEqual("arena: 1000 bytes for frames of 96x96", console.FromLast(4));
            Assert.AreEqual("frame 1: class 7 75.0 %, class 2 25.0 % (0 ms, kernels 12 ms)", console.FromLast(2));
            Assert.AreEqual(0, application.Step());
            Assert.AreEqual(9, console.Count);
        }

        [TestMethod]
        public void AMissingModelIsTakenOnceItIsThere()
        {
            Transcript console = new Transcript();
            FakeKernels kernels = new FakeKernels { OpenStatus = KernelStatus.NoPartition };
            Application application = Start(new FakeBoard(new ColourBarCamera(96, 96)), kernels, console);
            for (int wait = 100; wait <= 800; wait *= 2)
            {
                Assert.AreEqual(wait, application.Step());
                console.ExpectFailure(0, "kernels", "NoPartition", wait);
            }

            kernels.OpenStatus = KernelStatus.Checksum;
            Assert.AreEqual(1600, application.Step());
            console.ExpectFailure(0, "kernels", "Checksum", 1600);
            kernels.OpenStatus = KernelStatus.Ok;
            Assert.AreEqual(0, application.Step());
            kernels.PushStatus = KernelStatus.State;
            Assert.AreEqual(100, application.Step());
            console.ExpectFailure(2, "kernels", "State", 100);
        }

        [TestMethod]
        public void AnExceptionIsNamedByItsType()
        {
            Transcript console = new Transcript();
            FakeBoard board = new FakeBoard(new ColourBarCamera(96, 96)) { FailuresLeft = 1 };
            Application application = Start(board, new FakeKernels(), console);
            Assert.AreEqual(100, application.Step());
            console.ExpectFailure(0, "app", "System.OutOfMemoryException", 100);
            Assert.AreEqual(0, application.Step());
        }

        [DataRow(ArduCamRig.Mega, (int)Fault.NeverDone, CameraStatus.CaptureTimeout)]
        [DataRow(ArduCamRig.Mega, (int)Fault.StuckHigh, CameraStatus.BusStuckHigh)]
        [DataRow(ArduCamRig.Mini, (int)Fault.TransferRefused, CameraStatus.BusError)]
        [DataRow(ArduCamRig.Mini, (int)Fault.LengthZero, CameraStatus.LengthZero)]
        public void AFaultIsNamedAndTheNextFrameIsRight(int kind, int fault, int status)
        {
            Transcript console = new Transcript();
            FakeKernels kernels = new FakeKernels();
            ArduCamRig rig = new ArduCamRig(kind);
            Application application = new Application(new FakeBoard(rig.Camera), kernels, console, rig.Clock);
            Assert.AreEqual(0, application.Step());
            rig.Module.Fault = (Fault)fault;
            Assert.AreEqual(100, application.Step());
            console.ExpectFailure(2, "camera", CameraStatus.NameOf(status), 100);
            rig.Module.Fault = Fault.None;
            Assert.AreEqual(0, application.Step());
            Assert.AreEqual(FakeKernels.SumOfPicture(rig.Module.Frames, 96 * 96 * 2), kernels.Sum);
        }

        [TestMethod]
        public void ADisplayThatIsAwayCostsNoFrame()
        {
            Transcript console = new Transcript();
            FakeBoard board = new FakeBoard(new ColourBarCamera(96, 96)) { HasDisplay = true, DisplayAnswers = false };
            Application application = Start(board, new FakeKernels(), console);
            Assert.AreEqual(0, application.Step());
            console.ExpectWarning(1, "display", "NoAcknowledge");
            board.DisplayAnswers = true;
            Assert.AreEqual(0, application.Step());
            Assert.AreEqual("class 7      75%", board.Lines[0]);
            Assert.AreEqual("class 2      25%", board.Lines[1]);
        }

        [TestMethod]
        public void ANetworkThatIsTooSlowIsRefusedByName()
        {
            FakeBoard board = new FakeBoard(new ColourBarCamera(96, 96)) { MaxSecondsPerFrame = 14 };
            FakeKernels kernels = new FakeKernels { Multiplications = 321000000 };
            Transcript console = new Transcript();
            Application application = Start(board, kernels, console);
            Assert.AreEqual(100, application.Step());
            console.ExpectFailure(0, "kernels", "TooSlow", 100);
            board.MaxSecondsPerFrame = 15;
            Assert.AreEqual(0, application.Step());
        }

        [TestMethod]
        public void ManyFailuresInARowRestartTheBoard()
        {
            FakeBoard board = new FakeBoard(new ColourBarCamera(96, 96)) { RestartAfterFailures = 3 };
            FakeKernels kernels = new FakeKernels { PushStatus = KernelStatus.State };
            Transcript console = new Transcript();
            Application application = Start(board, kernels, console);
            application.Step();
            application.Step();
            Assert.AreEqual(0, board.Restarts);
            application.Step();
            Assert.AreEqual(1, board.Restarts);
            Assert.AreEqual("restarting the board, failures in a row: 3", console.FromLast(2));
        }

        [DataRow("4=class 7", true)]
        [DataRow("4=7", true)]
        [DataRow("4=class 2", false)]
        public void APinFollowsItsClass(string choice, bool isHigh)
        {
            FakeKernels kernels = new FakeKernels();
            FakeBoard board = new FakeBoard(new ColourBarCamera(96, 96)) { ClassPins = new string[] { choice } };
            Application application = Start(board, kernels, new Transcript());
            application.Step();
            Assert.AreEqual(isHigh, board.PinIsHigh);
            kernels.PushStatus = KernelStatus.State;
            application.Step();
            Assert.IsFalse(board.PinIsHigh);
        }

        private static Application Start(FakeBoard board, FakeKernels kernels, Transcript console) =>
            new Application(board, kernels, console, new SimulatedClock());
    }
}
