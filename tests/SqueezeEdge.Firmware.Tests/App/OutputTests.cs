// SPDX-License-Identifier: MIT
using SqueezeEdge.App.Classification;
using SqueezeEdge.App.Output;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>Lines of text and JSON, the display's lines, and the pins.</summary>
public sealed class OutputTests
{
    [Fact]
    public void AResultIsALineOfTextAndALineOfJson()
    {
        var console = new RecordedConsole();
        new SerialOutput(console).Show(Result(("Ankle boot", 9, 61_210), ("Sneaker", 7, 3_300), ("Bag", 8, 1_026)));
        Assert.Equal("frame 12: Ankle boot 93.4 %, Sneaker 5.0 %, Bag 1.6 % (812 ms, kernels 640 ms)", console.Text.Single());
        Assert.Equal(
            """{"frame":12,"milliseconds":812,"kernelMilliseconds":640,"top":["""
                + """{"index":9,"label":"Ankle boot","probability":0.93399},{"index":7,"label":"Sneaker","probability":0.05035},"""
                + """{"index":8,"label":"Bag","probability":0.01566}]}""",
            console.Lines[1]
        );
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("a \"quoted\" \\ label\r\n\t")]
    [InlineData("Žluťoučký kůň 🐎 \u0001\u007f")]
    public void AnyLabelIsValidAsciiJson(string label)
    {
        var console = new RecordedConsole();
        new SerialOutput(new Unchecked(console)).Show(Result((label, 1, 65_536)));
        Assert.All(console.Lines[^1], c => Assert.InRange(c, ' ', '~'));
        var top = console.Json.Single().GetProperty("top")[0];
        Assert.Equal((label, 1.0), (top.GetProperty("label").GetString(), top.GetProperty("probability").GetDouble()));
    }

    [Theory]
    [InlineData(0, "0.00000")]
    [InlineData(1, "0.00002")]
    [InlineData(4, "0.00006")]
    [InlineData(655, "0.00999")]
    [InlineData(32_768, "0.50000")]
    [InlineData(65_535, "0.99998")]
    [InlineData(65_536, "1.00000")]
    public void ProbabilitiesAreRounded(int probability, string fraction)
    {
        var console = new RecordedConsole();
        new SerialOutput(console).Show(Result(("x", 0, probability)));
        Assert.Contains($"\"probability\":{fraction}}}", console.Lines[1]);
    }

    [Fact]
    public void FailuresAreNamedInBoth()
    {
        var console = new RecordedConsole();
        var serial = new SerialOutput(console);
        serial.Show(new Failure().OfCamera(Cameras.CameraStatus.CaptureTimeout), 3, 400);
        serial.Warn(null, 3);
        Assert.Equal(["frame 3: camera CaptureTimeout (next attempt in 400 ms)"], console.Text);
        Assert.Equal("""{"frame":3,"failed":"camera","status":"CaptureTimeout","retryMilliseconds":400}""", console.Lines[1]);
    }

    /// <summary>What costs no frame promises no next attempt.</summary>
    [Fact]
    public void AWarningNamesNoWait()
    {
        var console = new RecordedConsole();
        new SerialOutput(console).Warn(new Failure().Of("display", "NoAcknowledge"), 1_204_567_890);
        Assert.Equal(
            ["frame 1204567890: display NoAcknowledge", """{"frame":1204567890,"failed":"display","status":"NoAcknowledge"}"""],
            console.Lines
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(99_999)]
    [InlineData(int.MaxValue)]
    public void NumbersAreWrittenDigitByDigit(int number)
    {
        var console = new RecordedConsole();
        new SerialOutput(console).Show(new Failure().Of("app", "x"), number, number);
        Assert.Equal($"frame {number}: app x (next attempt in {number} ms)", console.Lines[0]);
        Assert.Equal(number, console.Json.Single().GetProperty("retryMilliseconds").GetInt32());
    }

    [Fact]
    public void TheDisplayShowsThreeClassesAndTheTime()
    {
        var board = new SimulatedBoard((_, _) => null!) { Display = new SimulatedDisplay() };
        var output = new DisplayOutput(board);
        Assert.Null(output.Show(Result(("a label too long for it", 1, 65_536), ("Bag", 8, 700))));
        Assert.Equal(["a label too 100%", "Bag           1%", "", "812 ms"], board.Display.Lines);
        Assert.Null(output.Show(new Failure().OfCamera(Cameras.CameraStatus.FrameLost)));
        Assert.Equal(["camera", "FrameLost", "", ""], board.Display.Lines);
        board.Display.IsConnected = false;
        Assert.Equal("display NoAcknowledge", output.Show(Result())!.ToString());
        board.Display.IsConnected = true;
        Assert.Null(output.Show(Result()));
        Assert.Null(new DisplayOutput(new SimulatedBoard((_, _) => null!)).Show(Result()));
    }

    [Fact]
    public void APinIsHighWhileItsClassIsTheBest()
    {
        var board = new SimulatedBoard((_, _) => null!) { ClassPins = ["25=Sneaker", "26=9", "27=Bag", "14=Sneaker"] };
        var output = new PinOutput(board);
        Assert.Null(output.Show(Result(("Sneaker", 7, 40_000), ("Bag", 8, 20_000))));
        Assert.Equal([14, 25], board.High);
        Assert.Null(output.Show(Result(("Ankle boot", 9, 40_000))));
        Assert.Equal([26], board.High);
        output.Clear();
        Assert.Empty(board.High);
    }

    [Fact]
    public void ClassesMayShareAPin()
    {
        var board = new SimulatedBoard((_, _) => null!) { ClassPins = ["25=Sneaker", "26=Bag", "25=9"] };
        var output = new PinOutput(board);
        Assert.Null(output.Show(Result(("Sneaker", 7, 40_000))));
        Assert.Equal([25], board.High);
        Assert.Null(output.Show(Result(("Ankle boot", 9, 40_000))));
        Assert.Equal([25], board.High);
        Assert.Null(output.Show(Result(("Bag", 8, 40_000))));
        Assert.Equal([26], board.High);
    }

    [Fact]
    public void WrongPinsAreNamedAndTheOthersStillSet()
    {
        var board = new SimulatedBoard((_, _) => null!) { ClassPins = ["x=Bag", "26", "-4=Bag", "25=Bag"] };
        Assert.Equal("pins NoNumber", new PinOutput(board).Show(Result(("Bag", 8, 20_000)))!.ToString());
        Assert.Equal([25], board.High);
    }

    /// <summary>7 cycles a multiplication; the limit itself is allowed.</summary>
    [Theory]
    [InlineData(320, 160, 14, false)]
    [InlineData(321, 160, 14, true)]
    [InlineData(321, 160, 15, false)]
    [InlineData(int.MaxValue, 80, 3600, true)]
    [InlineData(int.MaxValue, 80, 0, false)]
    [InlineData(0, 160, 1, false)]
    public void ASpeedLimitIsCompared(int millions, int cpu, int limit, bool tooSlow) =>
        Assert.Equal(tooSlow, SpeedEstimate.IsTooSlow(1_000_000L * millions, cpu, limit));

    [Fact]
    public void TheWaitDoublesUpToTenSecondsAndStartsAnew()
    {
        var backOff = new BackOff();
        Assert.Equal([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000], Enumerable.Range(0, 9).Select(_ => backOff.Next()));
        backOff.Reset();
        Assert.Equal(100, backOff.Next());
    }

    private static FrameResult Result(params (string Label, int Class, int Probability)[] classes)
    {
        var result = new FrameResult(12)
        {
            Count = classes.Length,
            Milliseconds = 812,
            KernelMilliseconds = 640,
        };
        for (var i = 0; i < classes.Length; i++)
        {
            (result.Labels[i], result.Classes[i], result.Probabilities[i]) = classes[i];
        }

        return result;
    }

    /// <summary>Labels with a line end would fail the console's own check.</summary>
    private sealed class Unchecked(RecordedConsole console) : SqueezeEdge.App.Hardware.IConsole
    {
        public void Write(string text) => throw new NotSupportedException();

        public void WriteLine(string text) => console.Lines.Add(text);
    }
}
