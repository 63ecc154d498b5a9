// SPDX-License-Identifier: MIT
using System.Text.Json;
using SqueezeEdge.App;
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ArduCamMega;
using SqueezeEdge.Cameras.ArduCamMini;
using SqueezeEdge.Cameras.ColourBars;
using SqueezeEdge.Firmware.Tests.Drivers;
using SqueezeEdge.Firmware.Tests.Interop;
using SqueezeEdge.Kernels;
using SqueezeEdge.Packer.Cameras;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>The application from the camera's bus to the serial port, with the real kernels.</summary>
public sealed class ApplicationTests : IDisposable
{
    private readonly SimulatedClock _clock = new();
    private readonly RecordedConsole _console = new();
    private readonly DesktopModel _model = DesktopModel.Small();
    private readonly DesktopKernels _kernels;

    public ApplicationTests() =>
        _kernels = new DesktopKernels(new Dictionary<string, byte[]?> { [Application.ModelPartition] = _model.Blob });

    public void Dispose()
    {
        _kernels.Dispose();
        _model.Dispose();
    }

    [Fact]
    public void TheFactsComeFirst()
    {
        var application = Start(new SimulatedBoard((w, h) => new ColourBarCamera(w, h)));
        Assert.Equal(0, application.Step());
        Assert.Equal("SqueezeEdge on simulated, kernels 0.1.0", _console.Lines[0]);
        Assert.Equal("heap: 40960 bytes free for C#, 102400 bytes of internal RAM, largest block 90112", _console.Lines[1]);
        Assert.Matches(@"^model: colour-144, 144x144, 5 classes, \d+ bytes$", _console.Lines[2]);
        Assert.Matches(@"^arena: \d+ bytes for frames of 320x240$", _console.Lines[3]);
        var facts = _console.Json.First();
        Assert.Equal(
            ("simulated", 5, _model.Blob.Length),
            (facts.GetProperty("board").GetString(), facts.GetProperty("classes").GetInt32(), facts.GetProperty("blobBytes").GetInt32())
        );
        Assert.Equal(7, _console.Lines.Count);
        application.Step();
        Assert.Equal(9, _console.Lines.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void APhotographGivesTheClassesOfTheCommandLine(bool mini)
    {
        var photograph = _model.Photograph();
        var module = Module(mini);
        module.Scene = DesktopModel.Frame(photograph, "qvga-rgb565");
        Step(Start(Board(module)));
        ResultLines.AssertTop(_model.Classify(photograph, "qvga-rgb565"), _console.Json.Last());
    }

    [Theory]
    [InlineData(false, Fault.StuckLow, CameraStatus.BusStuckLow)]
    [InlineData(false, Fault.StuckHigh, CameraStatus.BusStuckHigh)]
    [InlineData(false, Fault.TransferRefused, CameraStatus.BusError)]
    [InlineData(false, Fault.TransferDropped, CameraStatus.BusError)]
    [InlineData(false, Fault.NeverDone, CameraStatus.CaptureTimeout)]
    [InlineData(false, Fault.LengthZero, CameraStatus.LengthZero)]
    [InlineData(false, Fault.LengthShort, CameraStatus.LengthShort)]
    [InlineData(false, Fault.LengthOversize, CameraStatus.LengthOversize)]
    [InlineData(true, Fault.StuckLow, CameraStatus.BusStuckLow)]
    [InlineData(true, Fault.StuckHigh, CameraStatus.BusStuckHigh)]
    [InlineData(true, Fault.TransferRefused, CameraStatus.BusError)]
    [InlineData(true, Fault.TransferDropped, CameraStatus.BusError)]
    [InlineData(true, Fault.NeverDone, CameraStatus.CaptureTimeout)]
    [InlineData(true, Fault.LengthZero, CameraStatus.LengthZero)]
    [InlineData(true, Fault.LengthShort, CameraStatus.LengthShort)]
    [InlineData(true, Fault.LengthOversize, CameraStatus.LengthOversize)]
    public void AFaultIsNamedAndTheNextFrameIsRight(bool mini, Fault fault, int status)
    {
        var module = Module(mini);
        var application = StartWithScene(module, out var expected);
        module.Fault = fault;
        ExpectFailure(application, "camera", CameraStatus.NameOf(status));
        module.Fault = Fault.None;
        Step(application);
        ResultLines.AssertTop(expected, _console.Json.Last());
    }

    [Theory]
    [InlineData(false, Fault.WrongId, CameraStatus.WrongId)]
    [InlineData(false, Fault.NeverIdle, CameraStatus.ConfigureTimeout)]
    [InlineData(true, Fault.WrongId, CameraStatus.WrongId)]
    [InlineData(true, Fault.NoAcknowledge, CameraStatus.NoAcknowledge)]
    [InlineData(true, Fault.TestMismatch, CameraStatus.TestMismatch)]
    public void ACameraThatDoesNotOpenIsTriedUntilItDoes(bool mini, Fault fault, int status)
    {
        var module = Module(mini);
        module.Fault = fault;
        var application = Start(Board(module));
        for (var attempt = 0; attempt < 3; attempt++)
        {
            ExpectFailure(application, "camera", CameraStatus.NameOf(status));
            Assert.Equal(100 << attempt, _console.Json.Last().GetProperty("retryMilliseconds").GetInt32());
        }

        module.Fault = Fault.None;
        module.Scene = DesktopModel.Frame(_model.Photograph(), "qvga-rgb565");
        Step(application);
        ResultLines.AssertTop(_model.Classify(_model.Photograph(), "qvga-rgb565"), _console.Json.Last());
    }

    [Theory]
    [InlineData(false, Fault.ByteLost, CameraStatus.DataShifted)]
    [InlineData(false, Fault.BytesSwapped, CameraStatus.BytesSwapped)]
    [InlineData(true, Fault.ByteLost, CameraStatus.DataShifted)]
    [InlineData(true, Fault.BytesSwapped, CameraStatus.BytesSwapped)]
    public void WrongBytesAreNoticedBeforeTheFirstFrame(bool mini, Fault fault, int status)
    {
        var module = Module(mini);
        module.Fault = fault;
        var application = Start(Board(module));
        ExpectFailure(application, "camera", CameraStatus.NameOf(status));
        ExpectFailure(application, "camera", CameraStatus.NameOf(status));
        Assert.Single(_console.Text, l => l.StartsWith("model:", StringComparison.Ordinal));
        module.Fault = Fault.None;
        module.Scene = DesktopModel.Frame(_model.Photograph(), "qvga-rgb565");
        Step(application);
        ResultLines.AssertTop(_model.Classify(_model.Photograph(), "qvga-rgb565"), _console.Json.Last());
    }

    /// <summary>Whatever a module does in its test mode, pictures that are right are classified at once.</summary>
    [Theory]
    [InlineData(false, Fault.PatternNeverDone, true)]
    [InlineData(false, Fault.PatternOfOtherLength, false)]
    [InlineData(false, Fault.PatternLost, false)]
    [InlineData(false, Fault.PatternUnknown, true)]
    [InlineData(true, Fault.PatternNeverDone, true)]
    [InlineData(true, Fault.PatternOfOtherLength, false)]
    [InlineData(true, Fault.PatternLost, false)]
    [InlineData(true, Fault.PatternUnknown, true)]
    public void TheTransferCheckBlocksNoCameraThatWorks(bool mini, Fault fault, bool isSaid)
    {
        var module = Module(mini);
        module.Fault = fault;
        StartWithScene(module, out _);
        Assert.Equal(isSaid, _console.Text.Any(l => l.Contains(nameof(CameraStatus.TestMismatch), StringComparison.Ordinal)));
    }

    [Fact]
    public void AnUnknownPatternIsSaidButFramesAreTaken()
    {
        var application = Start(new SimulatedBoard((_, _) => new UnknownPattern()));
        Step(application);
        Assert.Contains(
            _console.Json,
            l => l.TryGetProperty("status", out var status) && status.GetString() == nameof(CameraStatus.TestMismatch)
        );
        Assert.Equal(3, _console.Json.Last().GetProperty("top").GetArrayLength());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AResetInTheMiddleOfAFrameIsSurvived(bool mini)
    {
        var module = Module(mini);
        var application = StartWithScene(module, out var expected);
        module.ResetAfterBytes = 100_000;
        ExpectFailure(application, "camera", nameof(CameraStatus.FrameLost));
        Step(application);
        ResultLines.AssertTop(expected, _console.Json.Last());
    }

    [Fact]
    public void DoneOnlyAfterEverySecondResetCostsAnAttempt()
    {
        var module = Module(mini: false);
        var application = StartWithScene(module, out _);
        module.Fault = Fault.DoneEverySecondReset;
        module.Reset();
        ExpectFailure(application, "camera", nameof(CameraStatus.CaptureTimeout));
        Step(application);
        ResultLines.AssertTop(_model.Classify(_model.Photograph(), "qvga-rgb565"), _console.Json.Last());
    }

    [Fact]
    public void AModelThatIsMissingOrDamagedIsNamedAndTakenOnceItIsThere()
    {
        using var kernels = new DesktopKernels(new Dictionary<string, byte[]?>());
        var application = new Application(new SimulatedBoard((w, h) => new ColourBarCamera(w, h)), kernels, _console, _clock);
        ExpectFailure(application, "kernels", nameof(KernelStatus.NoPartition));
        var damaged = (byte[])_model.Blob.Clone();
        damaged[^1] ^= 1;
        kernels.Add(Application.ModelPartition, damaged);
        ExpectFailure(application, "kernels", nameof(KernelStatus.Checksum));
        _model.Blob.CopyTo(kernels.Partition(0, damaged.Length));
        Step(application);
        Assert.Equal(3, _console.Json.Last().GetProperty("top").GetArrayLength());
    }

    [Fact]
    public void ADriverThatThrowsIsNamedAndOpenedAnew()
    {
        var camera = new ThrowingCamera();
        var application = Start(new SimulatedBoard((_, _) => camera));
        Step(application);
        camera.Throws = true;
        ExpectFailure(application, "app", "System.InvalidOperationException");
        camera.Throws = false;
        var opened = camera.Opened;
        Step(application);
        Assert.Equal(opened + 1, camera.Opened);
    }

    [Fact]
    public void ABoardThatCannotMakeItsCameraIsTriedAgain()
    {
        var calls = 0;
        var application = Start(new SimulatedBoard((w, h) => calls++ == 0 ? throw new OutOfMemoryException() : new ColourBarCamera(w, h)));
        ExpectFailure(application, "app", "System.OutOfMemoryException");
        Step(application);
        Step(application);
        Assert.Equal(2, calls);
    }

    [Fact]
    public void ADisplayThatIsAwayCostsNoFrame()
    {
        var board = new SimulatedBoard((w, h) => new ColourBarCamera(w, h))
        {
            Display = new SimulatedDisplay { IsConnected = false },
            ClassPins = ["4=0", "5=1", "6=2", "7=3", "8=4"],
        };
        var application = Start(board);
        Step(application);
        Assert.Equal("display", _console.Json.Last().GetProperty("failed").GetString());
        Assert.Single(board.High);
        board.Display.IsConnected = true;
        Step(application);
        Assert.Equal(3, _console.Json.Last().GetProperty("top").GetArrayLength());
        Assert.EndsWith("%", board.Display.Lines[0]);
    }

    /// <summary>A transfer that fails in the middle of a frame leaves rows of the frame before in the buffer.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ATransferDroppedNowAndThenNeverGivesAFrame(bool mini)
    {
        var module = Module(mini);
        var application = StartWithScene(module, out var expected);
        module.Fault = Fault.TransferDroppedAtTimes;
        for (var frame = 0; frame < 8; frame++)
        {
            ExpectFailure(application, "camera", nameof(CameraStatus.BusError));
        }

        module.Fault = Fault.None;
        Step(application);
        ResultLines.AssertTop(expected, _console.Json.Last());
    }

    [Fact]
    public void FramesAndFaultsInAnyOrderNeverGiveAWrongClass()
    {
        var random = new Random(11);
        var module = Module(mini: false);
        var application = StartWithScene(module, out var expected);
        Fault[] faults =
        [
            Fault.StuckLow,
            Fault.StuckHigh,
            Fault.TransferRefused,
            Fault.TransferDropped,
            Fault.TransferDroppedAtTimes,
            Fault.LengthZero,
            Fault.LengthShort,
            Fault.LengthOversize,
            Fault.NeverDone,
            Fault.WrongId,
        ];
        for (var frame = 0; frame < 40; frame++)
        {
            module.Fault = random.Next(2) == 0 ? Fault.None : faults[random.Next(faults.Length)];
            module.ResetAfterBytes = random.Next(4) == 0 ? random.Next(153_600) : -1;
            application.Step();
            if (_console.Json.Last().TryGetProperty("top", out _))
            {
                ResultLines.AssertTop(expected, _console.Json.Last());
            }
        }

        Assert.Contains(_console.Json, l => l.TryGetProperty("failed", out _));
        Assert.True(_console.Json.Count(l => l.TryGetProperty("top", out _)) > 5);
    }

    [Fact]
    public void TheCommandLinePushesBandsOfAsManyRows() =>
        Assert.All(CameraProfile.All, c => Assert.Equal(SqueezeEdge.App.Classification.FrameClassifier.MostBandRows, c.RowsPerBand));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CameraAndBandTakeAtMost16KilobytesOfManagedMemory(bool mini)
    {
        var module = Module(mini);
        _kernels.Open(Application.ModelPartition);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var camera = Board(module).CreateCamera(320, 240);
        var classifier = new SqueezeEdge.App.Classification.FrameClassifier(camera, _kernels, _clock);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 15_000, 16_384);
        GC.KeepAlive(classifier);
    }

    private static SimulatedBoard Board(SimulatedArduCam module, SimulatedClock clock) =>
        new(
            (w, h) =>
                module is SimulatedMini mini
                    ? new ArduCamMiniCamera(mini, mini, clock, w, h, transferBytes: SqueezeEdge.App.Device.Esp32Board.TransferBytes)
                    : new ArduCamMegaCamera(module, clock, MegaResolution.Qvga, SqueezeEdge.App.Device.Esp32Board.TransferBytes)
        );

    private SimulatedBoard Board(SimulatedArduCam module) => Board(module, _clock);

    private SimulatedArduCam Module(bool mini) => mini ? new SimulatedMini(_clock) : new SimulatedMega(_clock);

    private Application Start(SimulatedBoard board) => new(board, _kernels, _console, _clock);

    private Application StartWithScene(SimulatedArduCam module, out JsonElement expected)
    {
        var photograph = _model.Photograph();
        module.Scene = DesktopModel.Frame(photograph, "qvga-rgb565");
        expected = _model.Classify(photograph, "qvga-rgb565");
        var application = Start(Board(module));
        Step(application);
        ResultLines.AssertTop(expected, _console.Json.Last());
        return application;
    }

    private void Step(Application application)
    {
        var wait = application.Step();
        Assert.True(wait == 0, _console.Lines.Count > 0 ? _console.Lines[^1] : "nothing was printed");
    }

    private void ExpectFailure(Application application, string part, string status)
    {
        var before = _clock.Microseconds;
        Assert.InRange(application.Step(), 100, 10_000);
        var line = _console.Json.Last();
        Assert.Equal((part, status), (line.GetProperty("failed").GetString(), line.GetProperty("status").GetString()));
        Assert.InRange(_clock.Microseconds - before, 0, 7_000_000);
    }

    /// <summary>Colour bars from another camera.</summary>
    private class ForwardingCamera : ICamera
    {
        private readonly ColourBarCamera _bars = new(320, 240);

        public int Opened { get; private set; }

        public int Width => _bars.Width;

        public int Height => _bars.Height;

        public int RowBytes => _bars.RowBytes;

        public int Format => _bars.Format;

        public int RowsLeft => _bars.RowsLeft;

        public int Open()
        {
            Opened++;
            return _bars.Open();
        }

        public int Capture() => _bars.Capture();

        public virtual int ReadRows(byte[] buffer, int offset, int rowCount) => _bars.ReadRows(buffer, offset, rowCount);
    }

    private sealed class ThrowingCamera : ForwardingCamera
    {
        public bool Throws { get; set; }

        public override int ReadRows(byte[] buffer, int offset, int rowCount) =>
            Throws ? throw new InvalidOperationException() : base.ReadRows(buffer, offset, rowCount);
    }

    private sealed class UnknownPattern : ForwardingCamera, ITransferCheck
    {
        public int CheckTransfer() => CameraStatus.TestMismatch;
    }
}
