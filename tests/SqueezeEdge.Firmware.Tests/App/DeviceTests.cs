// SPDX-License-Identifier: MIT
using nanoFramework.Hardware.Esp32;
using SqueezeEdge.App;
using SqueezeEdge.App.Configuration;
using SqueezeEdge.App.Device;
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.ArduCamMega;
using SqueezeEdge.Cameras.ColourBars;
using SqueezeEdge.Cameras.Hardware;
using SqueezeEdge.Cameras.StoredFrame;
using SqueezeEdge.Firmware.Tests.Interop;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>The application's side of an ESP32, on device libraries that are imitated.</summary>
public sealed class DeviceTests
{
    [Theory]
    [InlineData(CameraName.ArduCamMega, typeof(ArduCamMegaCamera), 320, 240)]
    [InlineData(CameraName.ArduCamMega, typeof(ArduCamMegaCamera), 128, 128)]
    [InlineData(CameraName.ArduCamMega, typeof(ArduCamMegaCamera), 96, 96)]
    [InlineData(CameraName.ColourBars, typeof(ColourBarCamera), 128, 128)]
    public void EveryCameraComesInTheSizeAskedFor(string name, Type type, int width, int height)
    {
        var camera = new Esp32Board(Configuration(name)).CreateCamera(width, height);
        Assert.IsType(type, camera);
        Assert.Equal((width, height), (camera.Width, camera.Height));
    }

    [Theory]
    [InlineData(CameraName.StoredFrame)]
    [InlineData("none")]
    public void ABoardWithoutACameraShowsTheStoredPicture(string name)
    {
        var camera = new Esp32Board(Configuration(name)).CreateCamera(96, 96);
        Assert.IsType<StoredFrameCamera>(camera);
        Assert.Equal((28, 28), (camera.Width, camera.Height));
    }

    [Fact]
    public void AnUnknownCameraIsNoStoredPicture()
    {
        Assert.Throws<NotSupportedException>(() => new Esp32Board(Configuration("arducam-mgea")).CreateCamera(96, 96));
        Assert.Equal([0, 1, 2, 0], new[] { "none", "first", "every", "" }.Select(BoardConfiguration.BurstOf));
    }

    [Fact]
    public void TheBoardIsRestartedAsAWhole()
    {
        new Esp32Board(Configuration("none")).Restart();
        Assert.Contains(nanoFramework.Runtime.Native.RebootOption.NormalReboot, nanoFramework.Runtime.Native.Power.Restarts);
    }

    [Fact]
    public void ThePinsOfTheConfigurationAreChosen()
    {
        // The Mini needs both busses, and a machine for tests has no I2C.
        Record.Exception(() => new Esp32Board(Configuration(CameraName.ArduCamMini)).CreateCamera(320, 240));
        Assert.Equal(
            [
                DeviceFunction.SPI1_CLOCK,
                DeviceFunction.SPI1_MISO,
                DeviceFunction.SPI1_MOSI,
                DeviceFunction.I2C1_DATA,
                DeviceFunction.I2C1_CLOCK,
            ],
            new[] { 41, 42, 43, 45, 46 }.Select(p => nanoFramework.Hardware.Esp32.Configuration.Chosen[p])
        );
    }

    [Fact]
    public void ACameraThatIsNotThereIsNamed()
    {
        var model = DesktopModel.Small();
        using var kernels = new DesktopKernels(new Dictionary<string, byte[]?> { [Application.ModelPartition] = model.Blob });
        var console = new RecordedConsole();
        var application = new Application(new Esp32Board(Configuration(CameraName.ArduCamMega)), kernels, console, new SystemClock());
        Assert.Equal(100, application.Step());
        Assert.StartsWith("heap: 40960 bytes free for C#, 102400 bytes of internal RAM, largest block 90112", console.Lines[1]);
        Assert.Equal("camera", console.Json.Last().GetProperty("failed").GetString());
        Assert.Equal(nameof(CameraStatus.BusError), console.Json.Last().GetProperty("status").GetString());
    }

    private static BoardConfiguration Configuration(string camera) =>
        new()
        {
            Name = "test",
            Camera = camera,
            Sck = 41,
            Miso = 42,
            Mosi = 43,
            Cs = 44,
            Sda = 45,
            Scl = 46,
            ClassPins = [],
        };
}
