// SPDX-License-Identifier: MIT
using SqueezeEdge.App.Device;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>Text on a simulated SSD1306, set up by the library.</summary>
public sealed class Ssd1306TextDisplayTests
{
    private readonly SimulatedSsd1306 _device = new();
    private readonly Ssd1306TextDisplay _display;

    public Ssd1306TextDisplayTests() => _display = new Ssd1306TextDisplay(_device);

    [Fact]
    public void LinesAreShownAndCut()
    {
        Assert.Equal((16, 4), (_display.Columns, _display.Rows));
        Assert.True(_display.Show(["Ankle boot   93%", "", null!, "812 ms"]));
        Assert.Equal(["Ankle boot   93%", "", "", "812 ms"], _device.Lines);
        Assert.True(_display.Show(["System.OutOfMemoryException", "é~", "1", "2"]));
        Assert.Equal(["System.OutOfMemo", "?~", "1", "2"], _device.Lines);
        Assert.True(_display.Show(["short"]));
        Assert.Equal(["short", "", "", ""], _device.Lines);
    }

    [Fact]
    public void OnlyWhatChangedIsSentAndOnce()
    {
        Assert.True(_display.Show(["Bag", "Coat", "Dress", "812 ms"]));
        var (pushes, bytes) = (_device.Pushes, _device.Bytes);
        Assert.True(_display.Show(["Bag", "Coat", "Dress", "812 ms"]));

        // Whether the display is there is asked each time.
        Assert.Equal((pushes, bytes + 2), (_device.Pushes, _device.Bytes));
        Assert.True(_display.Show(["Bag", "Coat", "Shirt", "813 ms"]));
        Assert.Equal((pushes + 1, bytes + 2 + 2 + 9 + 1025), (_device.Pushes, _device.Bytes));
        Assert.Equal(["Bag", "Coat", "Shirt", "813 ms"], _device.Lines);
    }

    [Fact]
    public void TheDisplayIsSetUpAnewAfterItWasAway()
    {
        Assert.True(_display.Show(["Bag"]));
        _device.IsConnected = false;
        Assert.False(_display.Show(["Coat"]));
        _device.IsConnected = true;
        _device.LosePower();
        Assert.True(_display.Show(["Bag"]));
        Assert.Equal(["Bag", "", "", ""], _device.Lines);
    }

    [Fact]
    public void NoMemoryIsTakenAfterTheFirstTime()
    {
        string[][] screens =
        [
            ["Bag", "93%"],
            ["camera", "CaptureTimeout"],
        ];
        _display.Show(screens[1]);
        _display.Show(screens[0]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var shown = _display.Show(screens[1]);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(shown);
        Assert.Equal(["camera", "CaptureTimeout", "", ""], _device.Lines);
    }

    [Fact]
    public void TheFontHasEveryPrintableCharacter()
    {
        var glyphs = Enumerable
            .Range(' ', '~' - ' ' + 1)
            .Select(c => Convert.ToHexString(Font8x13.Glyphs.AsSpan(Font8x13.Start((char)c), 16)))
            .ToArray();
        Assert.Equal(glyphs.Length, glyphs.Distinct().Count());
        Assert.Equal(glyphs.Length * 16, Font8x13.Glyphs.Length);
        Assert.Equal(new string('0', 32), glyphs[0]);
        Assert.Equal(Font8x13.Start('?'), Font8x13.Start('é'));
        Assert.Equal(Font8x13.Start('?'), Font8x13.Start('\u001f'));

        // As a person sees it, in the third cell of the second line.
        _display.Show(["", "  L"]);
        string[] expected =
        [
            "........",
            "........",
            ".#......",
            ".#......",
            ".#......",
            ".#......",
            ".#......",
            ".#......",
            ".#......",
            ".#......",
            ".######.",
            "........",
            "........",
            "........",
            "........",
            "........",
        ];
        var rows = Enumerable.Range(16, 16);
        Assert.Equal(expected, rows.Select(y => string.Concat(Enumerable.Range(16, 8).Select(x => _device[x, y] ? '#' : '.'))));
    }
}
