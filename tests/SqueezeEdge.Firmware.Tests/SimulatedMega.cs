using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Firmware.Tests;

/// <summary>An ArduCAM Mega as its SPI bus shows it: registers, a sensor that is busy for a while, a FIFO.</summary>
/// <remarks>Written from the register facts of the vendor's documents, as the driver is. It has the traits drivers trip over: values
/// come with the second byte after the address, the first burst of a frame begins with a dummy byte, writes to a busy sensor are
/// lost, and after a reset it takes JPEG pictures.</remarks>
public sealed class SimulatedMega(SimulatedClock clock, byte id = 0x86) : ISpiBus
{
    private const long ResetMicroseconds = 150_000;
    private const long ConfigureMicroseconds = 40_000;
    private const long FrameMicroseconds = 180_000;

    private byte[] _fifo = [];
    private int _position;
    private bool _firstBurst;
    private byte _format, _resolution, _testData;
    private long _busyUntil, _doneAt = long.MaxValue;
    private int _resets;

    public Fault Fault { get; set; }

    /// <summary>Pictures taken so far; each differs from the others.</summary>
    public int Frames { get; private set; }

    public int LargestTransfer { get; private set; }

    /// <summary>The bytes of picture <paramref name="frame"/>, the first being 1.</summary>
    public static byte[] Picture(int frame, int width, int height)
    {
        var bytes = new byte[width * height * 2];
        new Random(frame).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A brown-out: everything is as after power-up.</summary>
    public void Reset()
    {
        (_fifo, _position, _format, _resolution, _testData) = ([], 0, 0, 0, 0x01);
        _doneAt = long.MaxValue;
        _busyUntil = clock.Microseconds + ResetMicroseconds;
        _resets++;
    }

    public bool Transfer(byte[] write, byte[] read, int length)
    {
        Assert.InRange(length, 2, 16384);
        LargestTransfer = Math.Max(LargestTransfer, length);
        clock.Transfer(length);
        if (Fault == Fault.TransferRefused)
        {
            return false;
        }

        var address = write[0];
        if (address >= 0x80)
        {
            Write((byte)(address & 0x7F), write[1]);
        }

        var burst = address == 0x3C;
        for (var i = 0; i < length; i++)
        {
            read[i] = Fault switch
            {
                Fault.StuckLow => 0x00,
                Fault.StuckHigh => 0xFF,
                _ when burst => i == 0 ? (byte)0xA5 : NextOfFifo(),
                _ => i == 2 && address < 0x80 ? Read(address) : (byte)0x5A, // what stands on the line before the value does
            };
        }

        return true;
    }

    private bool IsDone => clock.Microseconds >= _doneAt && Fault != Fault.NeverDone
        && (Fault != Fault.DoneEverySecondReset || _resets % 2 == 0);

    private bool IsBusy => clock.Microseconds < _busyUntil || Fault == Fault.NeverIdle;

    private int Length => !IsDone ? 0 : Fault switch
    {
        Fault.LengthZero => 0,
        Fault.LengthShort => _fifo.Length - 2,
        Fault.LengthOversize => 8_390_520,
        _ => _fifo.Length,
    };

    private byte NextOfFifo()
    {
        if (_firstBurst)
        {
            _firstBurst = false;
            return 0x77;
        }

        return _position < _fifo.Length ? _fifo[_position++] : (byte)0xEE;
    }

    private byte Read(byte register) => register switch
    {
        0x40 => Fault == Fault.WrongId ? (byte)0x26 : id,
        0x44 => (byte)((IsBusy ? 0x01 : 0x02) | (IsDone ? 0x04 : 0x00)),
        0x45 => (byte)Length,
        0x46 => (byte)(Length >> 8),
        0x47 => (byte)(Length >> 16),
        _ => 0,
    };

    private void Write(byte register, byte value)
    {
        if (register == 0x07 && (value & 0x40) != 0)
        {
            Reset();
            return;
        }

        if (IsBusy)
        {
            return;
        }

        switch (register)
        {
            case 0x04 when value == 0x01: _doneAt = long.MaxValue; break;
            case 0x04 when value == 0x02: Expose(); break;
            case 0x06: _testData = value; break;
            case 0x20: (_format, _busyUntil) = (value, clock.Microseconds + ConfigureMicroseconds); break;
            case 0x21: (_resolution, _busyUntil) = (value, clock.Microseconds + ConfigureMicroseconds); break;
        }
    }

    private void Expose()
    {
        var (width, height) = (id >= 0x85, _resolution) switch
        {
            (true, 0) or (false, 0x0A) => (96, 96),
            (true, 1) or (false, 0x0B) => (128, 128),
            (true, 2) => (160, 120),
            (true, 3) or (false, 1) => (320, 240),
            _ => (640, 480),
        };
        Frames++;
        var bytes = _testData == 0x81 ? Counter(width * height * 2)
            : _format == 2 ? Picture(Frames, width, height)
            : new byte[5000];
        if (Fault == Fault.ByteLost)
        {
            bytes = [.. bytes[1..], 0];
        }
        else if (Fault == Fault.BytesSwapped)
        {
            for (var i = 0; i < bytes.Length; i += 2)
            {
                (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
            }
        }

        (_fifo, _position, _firstBurst) = (bytes, 0, true);
        _doneAt = clock.Microseconds + FrameMicroseconds;
    }

    private static byte[] Counter(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i += 4)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i), 123_456 + i / 4);
        }

        return bytes;
    }
}
