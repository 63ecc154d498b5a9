using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ArduCamMega;

namespace SqueezeEdge.Firmware.Tests;

/// <summary>The ArduCAM Mega's driver against a simulated module.</summary>
public sealed class ArduCamMegaTests
{
    /// <summary>The longest a call may take: one time-out, and every step before it at its usual speed.</summary>
    private const long LongestMicroseconds = 4_000_000;

    private readonly SimulatedClock _clock = new();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(240)]
    public void BandsGiveExactlyTheBytes(int rows)
    {
        var module = new SimulatedMega(_clock);
        var camera = new ArduCamMegaCamera(module, _clock);
        Expect(CameraStatus.Ok, camera.Open);
        Assert.Equal((320, 240, 640, 1), (camera.Width, camera.Height, camera.RowBytes, camera.Format));
        Assert.Equal(0x86, camera.ModuleId);
        for (var frame = 1; frame <= 2; frame++)
        {
            Expect(CameraStatus.Ok, camera.Capture);
            Assert.Equal(SimulatedMega.Picture(frame, 320, 240), camera.ReadFrame(rows));
            Assert.Equal(0, camera.RowsLeft);
        }

        Assert.InRange(module.LargestTransfer, 1, ArduCamMegaCamera.DefaultTransferBytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(2048)]
    [InlineData(100_000)]
    public void TransfersAreAsLargeAsAllowed(int transferBytes)
    {
        var module = new SimulatedMega(_clock);
        var camera = new ArduCamMegaCamera(module, _clock, MegaResolution.Square128, transferBytes);
        Expect(CameraStatus.Ok, camera.Capture);
        Assert.Equal(SimulatedMega.Picture(1, 128, 128), camera.ReadFrame(128));
        Assert.InRange(module.LargestTransfer, 1, Math.Clamp(transferBytes, 16, 16384));
    }

    [Theory]
    [InlineData(0x81, MegaResolution.Square96, 96, 96)]
    [InlineData(0x84, MegaResolution.Square128, 128, 128)]
    [InlineData(0x82, MegaResolution.Qvga, 320, 240)]
    [InlineData(0x85, MegaResolution.Square96, 96, 96)]
    [InlineData(0x86, MegaResolution.Square128, 128, 128)]
    [InlineData(0x87, MegaResolution.Qqvga, 160, 120)]
    [InlineData(0x87, MegaResolution.Qvga, 320, 240)]
    public void BothGenerationsHaveTheirResolutions(byte id, int resolution, int width, int height)
    {
        var camera = new ArduCamMegaCamera(new SimulatedMega(_clock, id), _clock, resolution);
        Expect(CameraStatus.Ok, camera.Capture);
        Assert.Equal((width, height), (camera.Width, camera.Height));
        Assert.Equal(SimulatedMega.Picture(1, width, height), camera.ReadFrame(8));
    }

    [Fact]
    public void OldModulesHaveNoQqvga()
    {
        var camera = new ArduCamMegaCamera(new SimulatedMega(_clock, 0x84), _clock, MegaResolution.Qqvga);
        Expect(CameraStatus.Resolution, camera.Open);
    }

    [Theory]
    [InlineData(Fault.StuckLow, CameraStatus.BusStuckLow)]
    [InlineData(Fault.StuckHigh, CameraStatus.BusStuckHigh)]
    [InlineData(Fault.TransferRefused, CameraStatus.BusError)]
    [InlineData(Fault.WrongId, CameraStatus.WrongId)]
    [InlineData(Fault.NeverIdle, CameraStatus.ConfigureTimeout)]
    public void OpeningFails(Fault fault, int status)
    {
        var module = new SimulatedMega(_clock) { Fault = fault };
        var camera = new ArduCamMegaCamera(module, _clock);
        Expect(status, camera.Open);
        Expect(status, camera.Capture);
        ExpectNextFrame(module, camera);
    }

    [Theory]
    [InlineData(Fault.StuckLow, CameraStatus.BusStuckLow)]
    [InlineData(Fault.StuckHigh, CameraStatus.BusStuckHigh)]
    [InlineData(Fault.TransferRefused, CameraStatus.BusError)]
    [InlineData(Fault.NeverDone, CameraStatus.CaptureTimeout)]
    [InlineData(Fault.LengthZero, CameraStatus.LengthZero)]
    [InlineData(Fault.LengthShort, CameraStatus.LengthShort)]
    [InlineData(Fault.LengthOversize, CameraStatus.LengthOversize)]
    public void CapturingFails(Fault fault, int status)
    {
        var module = new SimulatedMega(_clock);
        var camera = new ArduCamMegaCamera(module, _clock);
        Expect(CameraStatus.Ok, camera.Open);
        module.Fault = fault;
        Expect(status, camera.Capture);
        Assert.Equal(CameraStatus.NoFrame, camera.ReadRows(new byte[640], 0, 1));
        ExpectNextFrame(module, camera);
    }

    [Theory]
    [InlineData(Fault.StuckLow, CameraStatus.BusStuckLow)]
    [InlineData(Fault.StuckHigh, CameraStatus.BusStuckHigh)]
    [InlineData(Fault.TransferRefused, CameraStatus.BusError)]
    public void ReadingFails(Fault fault, int status)
    {
        var module = new SimulatedMega(_clock);
        var camera = new ArduCamMegaCamera(module, _clock);
        Expect(CameraStatus.Ok, camera.Capture);
        var band = new byte[16 * 640];
        Expect(CameraStatus.Ok, () => camera.ReadRows(band, 0, 16));
        module.Fault = fault;
        Expect(status, () => camera.ReadRows(band, 0, 16));
        Assert.Equal(CameraStatus.NoFrame, camera.ReadRows(band, 0, 16));
        ExpectNextFrame(module, camera);
    }

    [Fact]
    public void ResetInTheMiddleOfAFrame()
    {
        var module = new SimulatedMega(_clock);
        var camera = new ArduCamMegaCamera(module, _clock);
        Expect(CameraStatus.Ok, camera.Capture);
        var band = new byte[16 * 640];
        Expect(CameraStatus.Ok, () => camera.ReadRows(band, 0, 16));
        module.Reset();
        Expect(CameraStatus.FrameLost, () => camera.ReadRows(band, 0, 16));
        ExpectNextFrame(module, camera);
    }

    [Fact]
    public void DoneOnlyAfterEverySecondReset()
    {
        var module = new SimulatedMega(_clock) { Fault = Fault.DoneEverySecondReset };
        var camera = new ArduCamMegaCamera(module, _clock);
        Expect(CameraStatus.CaptureTimeout, camera.Capture);
        Expect(CameraStatus.Ok, camera.Capture);
        Assert.Equal(SimulatedMega.Picture(module.Frames, 320, 240), camera.ReadFrame(16));
    }

    [Theory]
    [InlineData(Fault.None, CameraStatus.Ok)]
    [InlineData(Fault.ByteLost, CameraStatus.DataShifted)]
    [InlineData(Fault.BytesSwapped, CameraStatus.BytesSwapped)]
    [InlineData(Fault.NeverDone, CameraStatus.CaptureTimeout)]
    [InlineData(Fault.StuckLow, CameraStatus.BusStuckLow)]
    [InlineData(Fault.StuckHigh, CameraStatus.BusStuckHigh)]
    public void TransferCheckFinds(Fault fault, int status)
    {
        var module = new SimulatedMega(_clock) { Fault = fault };
        var camera = new ArduCamMegaCamera(module, _clock);
        Expect(status, camera.CheckTransfer, calls: 3);
        Assert.Equal(CameraStatus.NoFrame, camera.ReadRows(new byte[640], 0, 1));
        ExpectNextFrame(module, camera);
    }

    [Fact]
    public void AnotherCaptureDropsTheUnreadRows()
    {
        var module = new SimulatedMega(_clock);
        var camera = new ArduCamMegaCamera(module, _clock);
        Expect(CameraStatus.Ok, camera.Capture);
        Expect(CameraStatus.Ok, () => camera.ReadRows(new byte[640], 0, 1));
        Assert.Equal(239, camera.RowsLeft);
        ExpectNextFrame(module, camera);
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        var module = new SimulatedMega(_clock);
        var camera = new ArduCamMegaCamera(module, _clock);
        Assert.Equal(CameraStatus.NoFrame, camera.ReadRows(new byte[640], 0, 1));
        Expect(CameraStatus.Ok, camera.Capture);
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(null, 0, 1));
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(new byte[640], 0, 0));
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(new byte[640], -1, 1));
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(new byte[640], 1, 1));
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(new byte[640], int.MaxValue, 1));
        Assert.Equal(CameraStatus.Argument, camera.ReadRows(new byte[640], 0, int.MaxValue));
        Assert.Equal(SimulatedMega.Picture(1, 320, 240), camera.ReadFrame(240));
    }

    private void ExpectNextFrame(SimulatedMega module, ArduCamMegaCamera camera)
    {
        module.Fault = Fault.None;
        Expect(CameraStatus.Ok, camera.Capture);
        Assert.Equal(SimulatedMega.Picture(module.Frames, 320, 240), camera.ReadFrame(16));
    }

    private void Expect(int status, Func<int> call, int calls = 1)
    {
        var before = _clock.Microseconds;
        Assert.Equal(CameraStatus.NameOf(status), CameraStatus.NameOf(call()));
        Assert.InRange(_clock.Microseconds - before, 0, LongestMicroseconds * calls);
    }
}
