// SPDX-License-Identifier: MIT
using SqueezeEdge.App;
using SqueezeEdge.App.Hardware;
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ColourBars;
using SqueezeEdge.Firmware.Tests.Drivers;
using SqueezeEdge.Firmware.Tests.Interop;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>Failures are reported without taking memory, whatever fails meanwhile, and many in a row restart the board.</summary>
public sealed class FailureReportTests : IDisposable
{
    private readonly SimulatedClock _clock = new();
    private readonly DesktopModel _model = DesktopModel.Small();
    private readonly DesktopKernels _kernels;

    public FailureReportTests() =>
        _kernels = new DesktopKernels(new Dictionary<string, byte[]?> { [Application.ModelPartition] = _model.Blob });

    public void Dispose()
    {
        _kernels.Dispose();
        _model.Dispose();
    }

    [Fact]
    public void AFailureTakesNoMemory()
    {
        var camera = new FailingCamera();
        var console = new SilentConsole();
        var board = Board(camera, restartAfter: 3);
        var application = new Application(board, _kernels, console, _clock);
        Assert.Equal(0, application.Step());
        camera.Status = CameraStatus.CaptureTimeout;
        for (var i = 0; i < 20; i++)
        {
            application.Step();
        }

        var parts = console.Parts;
        var allocated = Allocated(() => application.Step());
        Assert.Equal(0, allocated);
        Assert.True(console.Parts > parts + 10);
        Assert.Equal(7, board.Restarts);
    }

    [Fact]
    public void AConsoleThatThrowsEndsNothing()
    {
        var camera = new FailingCamera();
        var console = new SilentConsole();
        var board = Board(camera, restartAfter: 5);
        var application = new Application(board, _kernels, console, _clock);
        Assert.Equal(0, application.Step());
        console.Exception = new OutOfMemoryException();
        camera.Exception = new OutOfMemoryException();
        for (var i = 0; i < 12; i++)
        {
            Assert.InRange(application.Step(), 100, 10_000);
        }

        Assert.Equal(2, board.Restarts);
        console.Exception = null;
        camera.Exception = null;
        Assert.Equal(0, application.Step());
    }

    [Theory]
    [InlineData(0, 100, 0)]
    [InlineData(20, 19, 0)]
    [InlineData(20, 20, 1)]
    [InlineData(20, 59, 2)]
    public void OnlyFailuresInARowRestartTheBoard(int limit, int failures, int restarts)
    {
        var camera = new FailingCamera();
        var board = Board(camera, limit);
        var console = new RecordedConsole();
        var application = new Application(board, _kernels, console, _clock);
        for (var i = 0; i < 19; i++)
        {
            Assert.InRange(Fail(), 100, 10_000);
        }

        Assert.Equal(0, application.Step());
        for (var i = 0; i < failures; i++)
        {
            Fail();
        }

        Assert.Equal(restarts, board.Restarts);
        Assert.Equal(restarts, console.Text.Count(l => l == "restarting the board, failures in a row: 20"));
        Assert.Equal(restarts, console.Json.Count(l => l.TryGetProperty("restartAfterFailures", out _)));

        int Fail()
        {
            camera.Status = CameraStatus.FrameLost;
            var wait = application.Step();
            camera.Status = CameraStatus.Ok;
            return wait;
        }
    }

    private static SimulatedBoard Board(ICamera camera, int restartAfter) =>
        new((_, _) => camera) { RestartAfterFailures = restartAfter, ClassPins = ["4=ant", "5=bee"] };

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class FailingCamera : ICamera
    {
        private readonly ColourBarCamera _bars = new(320, 240);

        public int Status { get; set; }

        public Exception? Exception { get; set; }

        public int Width => _bars.Width;

        public int Height => _bars.Height;

        public int RowBytes => _bars.RowBytes;

        public int Format => _bars.Format;

        public int RowsLeft => _bars.RowsLeft;

        public int Open() => _bars.Open();

        public int Capture() =>
            Exception is { } e ? throw e
            : Status != CameraStatus.Ok ? Status
            : _bars.Capture();

        public int ReadRows(byte[] buffer, int offset, int rowCount) => _bars.ReadRows(buffer, offset, rowCount);
    }

    /// <summary>Counts what it is given and keeps nothing.</summary>
    private sealed class SilentConsole : IConsole
    {
        public Exception? Exception { get; set; }

        public int Parts { get; private set; }

        public void Write(string text)
        {
            Parts += text.Length > 0 ? 1 : 0;
            if (Exception is { } e)
            {
                throw e;
            }
        }

        public void WriteLine(string text) => Write(text);
    }
}
