// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ArduCamMega;

namespace SqueezeEdge.Firmware.Tests.Drivers;

/// <summary>The ArduCAM Mega's driver against a simulated module.</summary>
public sealed class ArduCamMegaTests : ArduCamTests<SimulatedMega, ArduCamMegaCamera>
{
    protected override long LongestMicroseconds => 4_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(240)]
    public void BandsGiveExactlyTheBytes(int rows)
    {
        var module = new SimulatedMega(Clock);
        var camera = new ArduCamMegaCamera(module, Clock);
        Expect(CameraStatus.Ok, camera.Open);
        Assert.Equal((320, 240, 640, 1), (camera.Width, camera.Height, camera.RowBytes, camera.Format));
        Assert.Equal(0x86, camera.ModuleId);
        for (var frame = 1; frame <= 2; frame++)
        {
            Expect(CameraStatus.Ok, camera.Capture);
            Assert.Equal(CameraReading.Picture(frame, 320, 240), camera.ReadFrame(rows));
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
        var module = new SimulatedMega(Clock);
        var camera = new ArduCamMegaCamera(module, Clock, MegaResolution.Square128, transferBytes);
        Expect(CameraStatus.Ok, camera.Capture);
        Assert.Equal(CameraReading.Picture(1, 128, 128), camera.ReadFrame(128));
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
        var camera = new ArduCamMegaCamera(new SimulatedMega(Clock, id), Clock, resolution);
        Expect(CameraStatus.Ok, camera.Capture);
        Assert.Equal((width, height), (camera.Width, camera.Height));
        Assert.Equal(CameraReading.Picture(1, width, height), camera.ReadFrame(8));
    }

    [Fact]
    public void OldModulesHaveNoQqvga()
    {
        var camera = new ArduCamMegaCamera(new SimulatedMega(Clock, 0x84), Clock, MegaResolution.Qqvga);
        Expect(CameraStatus.Resolution, camera.Open);
    }

    [Theory]
    [InlineData(Fault.StuckLow, CameraStatus.BusStuckLow)]
    [InlineData(Fault.StuckHigh, CameraStatus.BusStuckHigh)]
    [InlineData(Fault.TransferRefused, CameraStatus.BusError)]
    [InlineData(Fault.TransferDropped, CameraStatus.BusError)]
    [InlineData(Fault.WrongId, CameraStatus.WrongId)]
    [InlineData(Fault.NeverIdle, CameraStatus.ConfigureTimeout)]
    public void OpeningFails(Fault fault, int status)
    {
        var module = new SimulatedMega(Clock) { Fault = fault };
        var camera = new ArduCamMegaCamera(module, Clock);
        Expect(status, camera.Open);
        Expect(status, camera.Capture);
        ExpectNextFrame(module, camera);
    }

    protected override SimulatedMega NewModule() => new(Clock);

    protected override ArduCamMegaCamera NewCamera(SimulatedMega module) => new(module, Clock);
}
