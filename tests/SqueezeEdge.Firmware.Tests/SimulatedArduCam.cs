using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Firmware.Tests;

/// <summary>What the simulated ArduCAM modules have in common: the SPI byte streams, a FIFO, the state of a capture, and their faults.</summary>
/// <remarks>Written from the register facts of the vendor's documents, as the drivers are.</remarks>
/// <param name="clock">The time busses take and modules wait for.</param>
/// <param name="valueIndex">The byte of a register read that holds the value.</param>
/// <param name="frameMicroseconds">From the start of a capture to its end.</param>
public abstract class SimulatedArduCam(SimulatedClock clock, int valueIndex, long frameMicroseconds) : ISpiBus
{
    private byte[] _fifo = [];
    private int _position;
    private bool _firstBurst;
    private long _doneAt = long.MaxValue;
    private int _resets;

    public Fault Fault { get; set; }

    /// <summary>Pictures taken so far; each differs from the others.</summary>
    public int Frames { get; private set; }

    public int LargestTransfer { get; private set; }

    /// <summary>A brown-out once that many more bytes were read from the FIFO; -1: never.</summary>
    public int ResetAfterBytes { get; set; } = -1;

    /// <summary>What stands before the camera: the bytes of a frame of the size it is set to. Without it every picture is noise of its own.</summary>
    public byte[]? Scene { get; set; }

    protected bool IsDone => clock.Microseconds >= _doneAt && Fault != Fault.NeverDone
        && (Fault != Fault.DoneEverySecondReset || _resets % 2 == 0);

    protected int Length => !IsDone ? 0 : Fault switch
    {
        Fault.LengthZero => 0,
        Fault.LengthShort => _fifo.Length - 2,
        Fault.LengthOversize => OversizeLength,
        _ => _fifo.Length,
    };

    protected abstract int OversizeLength { get; }

    /// <summary>The bytes of picture <paramref name="frame"/>, the first being 1.</summary>
    public static byte[] Picture(int frame, int width, int height)
    {
        var bytes = new byte[width * height * 2];
        new Random(frame).NextBytes(bytes);
        return bytes;
    }

    /// <summary>What the sensor sees as picture number <see cref="Frames"/>.</summary>
    protected byte[] See(int width, int height) => Scene?.Length == width * height * 2 ? Scene : Picture(Frames, width, height);

    /// <summary>A brown-out: everything is as after power-up.</summary>
    public virtual void Reset()
    {
        (_fifo, _position, _doneAt) = ([], 0, long.MaxValue);
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
            WriteRegister((byte)(address & 0x7F), write[1]);
        }

        var burst = address == 0x3C;
        for (var i = 0; i < length; i++)
        {
            read[i] = Fault switch
            {
                Fault.StuckLow => 0x00,
                Fault.StuckHigh => 0xFF,
                _ when burst => i == 0 ? (byte)0xA5 : i <= Dummies(_firstBurst) ? (byte)0x77 : NextOfFifo(),
                _ => i == valueIndex && address < 0x80 ? ReadRegister(address) : (byte)0x5A, // what stands on the line before the value does
            };
        }

        _firstBurst &= !burst;
        return true;
    }

    protected abstract byte ReadRegister(byte register);

    protected abstract void WriteRegister(byte register, byte value);

    /// <summary>Bytes between the burst command and the data.</summary>
    protected abstract int Dummies(bool firstBurst);

    /// <summary>What the sensor delivers as picture number <see cref="Frames"/>.</summary>
    protected abstract byte[] Expose();

    /// <summary>Register 0x04.</summary>
    protected void ControlFifo(byte value)
    {
        if (value == 0x01)
        {
            _doneAt = long.MaxValue;
        }
        else if (value == 0x02)
        {
            Frames++;
            (_fifo, _position, _firstBurst) = (Expose(), 0, true);
            _doneAt = clock.Microseconds + frameMicroseconds;
        }
    }

    private byte NextOfFifo()
    {
        if (ResetAfterBytes >= 0 && ResetAfterBytes-- == 0)
        {
            Reset();
        }

        return _position < _fifo.Length ? _fifo[_position++] : (byte)0xEE;
    }
}
