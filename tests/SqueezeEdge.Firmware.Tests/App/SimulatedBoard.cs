// SPDX-License-Identifier: MIT
using SqueezeEdge.App.Hardware;
using SqueezeEdge.Cameras;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>A board whose camera, display and pins are a test's.</summary>
/// <param name="createCamera">Makes the camera for frames of a width and height.</param>
internal sealed class SimulatedBoard(Func<int, int, ICamera> createCamera) : IBoard
{
    private readonly Dictionary<int, SimulatedPin> _pins = [];

    public string Name => "simulated";

    public string[] ClassPins { get; init; } = [];

    public int FreeManagedBytes => 40_960;

    public int FreeInternalBytes => 102_400;

    public int LargestInternalBlock => 90_112;

    public int CpuMHz => 160;

    public int MaxSecondsPerFrame { get; init; }

    public int RestartAfterFailures { get; init; }

    /// <summary>How often the board was restarted.</summary>
    public int Restarts { get; private set; }

    public ITextDisplay? Screen { get; init; }

    public SimulatedDisplay? Display { get; init; }

    /// <summary>Which of the pins are high.</summary>
    public IEnumerable<int> High => _pins.Where(p => p.Value.IsHigh).Select(p => p.Key).Order();

    public ICamera CreateCamera(int width, int height) => createCamera(width, height);

    public void Restart() => Restarts++;

    public ITextDisplay OpenDisplay() => Screen ?? Display!;

    public IOutputPin OpenPin(int number) =>
        number < 0 ? throw new ArgumentOutOfRangeException(nameof(number))
        : _pins.TryAdd(number, new SimulatedPin()) ? _pins[number]
        : throw new InvalidOperationException();

    private sealed class SimulatedPin : IOutputPin
    {
        public bool IsHigh { get; private set; }

        public void Write(bool high) => IsHigh = high;
    }
}
