// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ArduCamMega;
using SqueezeEdge.Cameras.ArduCamMini;
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Firmware.Tests.Drivers;

/// <summary>The times the drivers' documentation names hold, within 20 %, on a system that counts in ticks of 10 ms as an ESP32 does,
/// and on one that does not.</summary>
public sealed class TimeLimitTests
{
    [Theory]
    [InlineData(1, 3000)]
    [InlineData(10, 3000)]
    [InlineData(10, 250)]
    [InlineData(10, 10_000)]
    public void AFrameWaitsAsLongAsItsLimit(int tick, int limit)
    {
        var clock = new SimulatedClock(tick);
        foreach (var (module, camera) in Modules(clock))
        {
            camera.CaptureTimeoutMilliseconds = limit;
            Assert.Equal(CameraStatus.Ok, camera.Open());
            module.Fault = Fault.NeverDone;
            AssertTakes(clock, limit, CameraStatus.CaptureTimeout, camera.Capture);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void AConfigurationWriteOfTheMegaWaitsTwoSeconds(int tick)
    {
        var clock = new SimulatedClock(tick);
        var module = new SimulatedMega(clock) { Fault = Fault.NeverIdle };
        AssertTakes(clock, 2000, CameraStatus.ConfigureTimeout, new ArduCamMegaCamera(module, clock).Open);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void OpeningTheMiniTakesOneAndAHalfSeconds(int tick)
    {
        var clock = new SimulatedClock(tick);
        var module = new SimulatedMini(clock);
        AssertTakes(clock, 1300, CameraStatus.Ok, new ArduCamMiniCamera(module, module, clock).Open);
        Assert.InRange(clock.Milliseconds, 1200, 1500);
    }

    [Fact]
    public void LimitsEndWhereTheClockStandsStill()
    {
        var clock = new SimulatedClock();
        var module = new SimulatedMega(clock);
        var camera = new ArduCamMegaCamera(module, new StoppedClock(clock));
        Assert.Equal(CameraStatus.Ok, camera.Open());
        module.Fault = Fault.NeverDone;
        AssertTakes(clock, 3000, CameraStatus.CaptureTimeout, camera.Capture);
    }

    /// <summary>Sixteen rows of 320 pixels are four transfers, none of them for the last few bytes.</summary>
    [Fact]
    public void ABandTakesFourTransfers()
    {
        var clock = new SimulatedClock();
        foreach (var (module, camera) in Modules(clock))
        {
            Assert.Equal(CameraStatus.Ok, camera.Capture());
            for (var band = 0; band < 3; band++)
            {
                var before = module.Transfers;
                Assert.Equal(CameraStatus.Ok, camera.ReadRows(new byte[16 * 640], 0, 16));

                // Four with pixels and one that looks whether the module still has the frame.
                Assert.Equal(5, module.Transfers - before);
            }
        }
    }

    private static (SimulatedArduCam Module, Cameras.ArduCam.ArduCamCamera Camera)[] Modules(SimulatedClock clock)
    {
        var mega = new SimulatedMega(clock);
        var mini = new SimulatedMini(clock, dummiesFirst: 1, dummiesLater: 1);
        const int TransferBytes = SqueezeEdge.App.Device.Esp32Board.TransferBytes;
        return
        [
            (mega, new ArduCamMegaCamera(mega, clock, MegaResolution.Qvga, TransferBytes)),
            (mini, new ArduCamMiniCamera(mini, mini, clock, burst: MiniBurst.DummyInEvery, transferBytes: TransferBytes)),
        ];
    }

    private static void AssertTakes(SimulatedClock clock, int milliseconds, int status, Func<int> call)
    {
        var before = clock.Microseconds;
        Assert.Equal(CameraStatus.NameOf(status), CameraStatus.NameOf(call()));
        Assert.InRange((clock.Microseconds - before) / 1000.0, milliseconds - 10, milliseconds * 1.2);
    }

    /// <summary>Waits pass, but the time shown stays.</summary>
    private sealed class StoppedClock(SimulatedClock clock) : IClock
    {
        public long Milliseconds => 7;

        public void Wait(int milliseconds) => clock.Wait(milliseconds);
    }
}
