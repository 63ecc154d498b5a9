// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ArduCamMini;

namespace SqueezeEdge.Firmware.Tests.Drivers;

/// <summary>The ArduCAM Mini's driver against a simulated module.</summary>
public sealed class ArduCamMiniTests : ArduCamTests<SimulatedMini, ArduCamMiniCamera>
{
    // Setting the sensor up takes a second and a half, a frame three at most.
    protected override long LongestMicroseconds => 5_500_000;

    [Theory]
    [InlineData(1, MiniBurst.NoDummy, 0, 0)]
    [InlineData(16, MiniBurst.NoDummy, 0, 0)]
    [InlineData(16, MiniBurst.DummyInFirst, 1, 0)]
    [InlineData(16, MiniBurst.DummyInEvery, 1, 1)]
    public void BandsGiveExactlyTheBytes(int rows, int burst, int dummiesFirst, int dummiesLater)
    {
        var module = new SimulatedMini(Clock, dummiesFirst, dummiesLater);
        var camera = new ArduCamMiniCamera(module, module, Clock, burst: burst);
        Expect(CameraStatus.Ok, camera.Open);
        for (var frame = 1; frame <= 2; frame++)
        {
            Expect(CameraStatus.Ok, camera.Capture);
            Assert.Equal(CameraReading.Picture(frame, 320, 240), camera.ReadFrame(rows));
        }
    }

    [Fact]
    public void TheWindowOf320x240IsTheVendors()
    {
        var module = new SimulatedMini(Clock);
        Expect(CameraStatus.Ok, new ArduCamMiniCamera(module, module, Clock).Open);
        Assert.Equal([0x90, 0x2C, 0x00, 0x00, 0x88, 0x00, 0x50, 0x3C, 0x00], Window(module));
    }

    [Fact]
    public void ASquareIsCutFromTheMiddle()
    {
        var module = new SimulatedMini(Clock);
        var camera = new ArduCamMiniCamera(module, module, Clock, 96, 96);
        Expect(CameraStatus.Ok, camera.Capture);
        Assert.Equal(CameraReading.Picture(1, 96, 96), camera.ReadFrame(7));

        // 300 x 300 units of four pixels, 200 pixels from the left; 256 of either count in the high bits.
        Assert.Equal([300 - 256, 300 - 256, 200, 0, 0x88, 0x00, 24, 24, 0x00], Window(module));
    }

    [Theory]
    [InlineData(false, false, 0xA8)]
    [InlineData(true, false, 0x28)]
    [InlineData(false, true, 0x78)]
    [InlineData(true, true, 0xF8)]
    public void TheSensorTurnsThePicture(bool mirror, bool upsideDown, byte register)
    {
        var module = new SimulatedMini(Clock);
        var camera = new ArduCamMiniCamera(module, module, Clock, 20, 16, mirror: mirror, upsideDown: upsideDown);
        Expect(CameraStatus.Ok, camera.CheckTransfer, calls: 2);
        Expect(CameraStatus.Ok, camera.Capture);
        Assert.Equal(register, module.Sensor(1, 0x04));
        var pixels = CameraReading.Picture(module.Frames, 20, 16).Chunk(2).Chunk(20).ToArray();
        var rows = upsideDown ? pixels.Reverse() : pixels;
        var expected = rows.Select(r => mirror != upsideDown ? r.Reverse() : r).SelectMany(r => r).SelectMany(p => p);
        Assert.Equal(expected, camera.ReadFrame(5));
    }

    [Fact]
    public void SizesAreBoundedAndWhole()
    {
        var module = new SimulatedMini(Clock);
        var camera = new ArduCamMiniCamera(module, module, Clock, 5000, 0);
        Assert.Equal((400, 16), (camera.Width, camera.Height));
        Expect(CameraStatus.Ok, camera.Capture);
        Assert.Equal(CameraReading.Picture(1, 400, 16), camera.ReadFrame(16));
        Assert.Equal(96, new ArduCamMiniCamera(module, module, Clock, 99, 99).Width);
    }

    [Theory]
    [InlineData(Fault.StuckLow, CameraStatus.BusStuckLow)]
    [InlineData(Fault.StuckHigh, CameraStatus.BusStuckHigh)]
    [InlineData(Fault.TransferRefused, CameraStatus.BusError)]
    [InlineData(Fault.TransferDropped, CameraStatus.BusError)]
    [InlineData(Fault.TestMismatch, CameraStatus.TestMismatch)]
    [InlineData(Fault.NoAcknowledge, CameraStatus.NoAcknowledge)]
    [InlineData(Fault.WrongId, CameraStatus.WrongId)]
    public void OpeningFails(Fault fault, int status)
    {
        var module = new SimulatedMini(Clock) { Fault = fault };
        var camera = new ArduCamMiniCamera(module, module, Clock);
        Expect(status, camera.Open);
        Expect(status, camera.Capture);
        ExpectNextFrame(module, camera);
    }

    [Theory]
    [InlineData(96, 96)]
    [InlineData(128, 128)]
    [InlineData(400, 16)]
    public void TheColourBarsAreKnownAtEverySize(int width, int height)
    {
        var module = new SimulatedMini(Clock);
        Expect(CameraStatus.Ok, new ArduCamMiniCamera(module, module, Clock, width, height).CheckTransfer, calls: 2);
        module.Fault = Fault.ByteLost;
        Expect(CameraStatus.DataShifted, new ArduCamMiniCamera(module, module, Clock, width, height).CheckTransfer, calls: 2);
        module.Fault = Fault.BytesSwapped;
        Expect(CameraStatus.BytesSwapped, new ArduCamMiniCamera(module, module, Clock, width, height).CheckTransfer, calls: 2);
    }

    [Theory]
    [InlineData(0, 0, MiniBurst.NoDummy, CameraStatus.Ok)]
    [InlineData(1, 0, MiniBurst.DummyInFirst, CameraStatus.Ok)]
    [InlineData(1, 1, MiniBurst.DummyInEvery, CameraStatus.Ok)]
    [InlineData(1, 0, MiniBurst.NoDummy, CameraStatus.DataShifted)]
    [InlineData(1, 1, MiniBurst.NoDummy, CameraStatus.DataShifted)]
    [InlineData(1, 1, MiniBurst.DummyInFirst, CameraStatus.DataShifted)]
    [InlineData(0, 0, MiniBurst.DummyInFirst, CameraStatus.DataShifted)]
    [InlineData(1, 0, MiniBurst.DummyInEvery, CameraStatus.DataShifted)]
    public void TheTransferCheckFindsTheWrongDummyBytes(int dummiesFirst, int dummiesLater, int burst, int status)
    {
        var module = new SimulatedMini(Clock, dummiesFirst, dummiesLater);
        Expect(status, new ArduCamMiniCamera(module, module, Clock, burst: burst).CheckTransfer, calls: 2);
    }

    protected override SimulatedMini NewModule() => new(Clock);

    protected override ArduCamMiniCamera NewCamera(SimulatedMini module) => new(module, module, Clock);

    private static IEnumerable<int> Window(SimulatedMini module) =>
        new byte[] { 0x51, 0x52, 0x53, 0x54, 0x55, 0x57, 0x5A, 0x5B, 0x5C }.Select(r => (int)module.Sensor(0, r));
}
