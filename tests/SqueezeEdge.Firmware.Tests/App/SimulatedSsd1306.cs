// SPDX-License-Identifier: MIT
using System.Device.I2c;
using SqueezeEdge.App.Device;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>An SSD1306 of 128 x 64 pixels as the I2C bus shows it, written from its datasheet: commands with their arguments, and data
/// into a window of its memory. Losing its power, it forgets all of that.</summary>
internal sealed class SimulatedSsd1306 : I2cDevice
{
    private const int Width = 128;
    private const int Pages = 8;

    /// <summary>Commands with arguments, and how many.</summary>
    private static readonly Dictionary<byte, int> Arguments = new()
    {
        [0x20] = 1,
        [0x21] = 2,
        [0x22] = 2,
        [0x81] = 1,
        [0x8D] = 1,
        [0xA8] = 1,
        [0xD3] = 1,
        [0xD5] = 1,
        [0xD9] = 1,
        [0xDA] = 1,
        [0xDB] = 1,
    };

    private readonly byte[] _memory = new byte[Width * Pages];
    private bool _isOn;
    private bool _isPumped;
    private int _addressing = 2;
    private (int First, int Last) _columns = (0, Width - 1);
    private (int First, int Last) _pages = (0, Pages - 1);
    private int _column;
    private int _page;

    public SimulatedSsd1306() => LosePower();

    public bool IsConnected { get; set; } = true;

    /// <summary>Writes of pixels so far.</summary>
    public int Pushes { get; private set; }

    /// <summary>Bytes of all writes so far.</summary>
    public int Bytes { get; private set; }

    public override I2cConnectionSettings ConnectionSettings => new(1, Ssd1306TextDisplay.Address);

    /// <summary>The four lines of characters a person reads; empty where it is dark.</summary>
    public string[] Lines =>
        [
            .. Enumerable
                .Range(0, 4)
                .Select(line => string.Concat(Enumerable.Range(0, 16).Select(c => Read(line, c))).TrimEnd())
                .Select(text => _isOn && _isPumped ? text : ""),
        ];

    /// <summary>Whether a pixel is lit.</summary>
    public bool this[int x, int y] => (_memory[y / 8 * Width + x] >> (y % 8) & 1) != 0;

    /// <summary>What is shown after power comes back: nothing, and noise in its memory.</summary>
    public void LosePower()
    {
        new Random(4).NextBytes(_memory);
        (_isOn, _isPumped, _addressing) = (false, false, 2);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!IsConnected)
        {
            throw new IOException("no acknowledge");
        }

        Bytes += buffer.Length;
        if (buffer[0] == 0x40)
        {
            Pushes++;
            foreach (var pixels in buffer[1..])
            {
                Store(pixels);
            }

            return;
        }

        Require(buffer[0] == 0x00);
        for (var i = 1; i < buffer.Length; i++)
        {
            var count = Arguments.GetValueOrDefault(buffer[i]);
            Command(buffer[i], buffer.Slice(i + 1, count));
            i += count;
        }
    }

    public override void Read(Span<byte> buffer) => throw new NotSupportedException();

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) => throw new NotSupportedException();

    // No assertion of the test library: those take memory, which is counted.
    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException("the display would not show that");
        }
    }

    private void Command(byte command, ReadOnlySpan<byte> arguments)
    {
        switch (command)
        {
            case 0x20:
                _addressing = arguments[0];
                break;
            case 0x21:
                _columns = (arguments[0], arguments[1]);
                _column = _columns.First;
                break;
            case 0x22:
                _pages = (arguments[0], arguments[1]);
                _page = _pages.First;
                break;
            case 0x8D:
                _isPumped = arguments[0] == 0x14;
                break;
            case 0xAE or 0xAF:
                _isOn = command == 0xAF;
                break;
        }
    }

    private void Store(byte pixels)
    {
        Require(_addressing == 0);
        _memory[_page * Width + _column] = pixels;
        if (_column++ == _columns.Last)
        {
            _column = _columns.First;
            _page = _page == _pages.Last ? _pages.First : _page + 1;
        }
    }

    /// <summary>The character whose glyph stands in a cell; a box where there is none.</summary>
    private char Read(int line, int cell)
    {
        var upper = _memory.AsSpan(line * 2 * Width + cell * 8, 8);
        var lower = _memory.AsSpan((line * 2 + 1) * Width + cell * 8, 8);
        for (var c = ' '; c <= '~'; c++)
        {
            var glyph = Font8x13.Glyphs.AsSpan(Font8x13.Start(c), 16);
            if (glyph[..8].SequenceEqual(upper) && glyph[8..].SequenceEqual(lower))
            {
                return c;
            }
        }

        return '\u25A1';
    }
}
