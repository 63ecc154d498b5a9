using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Firmware.Tests;

/// <summary>An ArduCAM Mini 2MP as its two buses show it: the controller's registers and FIFO over SPI, the OV2640 over I2C.</summary>
public sealed class SimulatedMini(SimulatedClock clock, int dummiesFirst = 0, int dummiesLater = 0) : ISpiBus, II2cBus
{
    private const long SensorResetMicroseconds = 50_000;
    private const long FrameMicroseconds = 130_000;

    private byte[] _fifo = [];
    private int _position;
    private bool _firstBurst;
    private byte _test, _reset, _sensorRegister;
    private long _doneAt = long.MaxValue, _sensorReadyAt;
    private int _resets;
    private byte[][] _sensor = [new byte[256], new byte[256]];

    public Fault Fault { get; set; }

    public int Frames { get; private set; }

    /// <summary>A register of the sensor, bank 0 being the DSP's.</summary>
    public byte Sensor(int bank, byte register) => _sensor[bank][register];

    /// <summary>A brown-out: everything is as after power-up.</summary>
    public void Reset()
    {
        (_fifo, _position, _test, _doneAt) = ([], 0, 0, long.MaxValue);
        ResetSensor();
        _resets++;
    }

    public bool Transfer(byte[] write, byte[] read, int length)
    {
        Assert.InRange(length, 2, 16384);
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

        for (var i = 0; i < length; i++)
        {
            read[i] = Fault switch
            {
                Fault.StuckLow => 0x00,
                Fault.StuckHigh => 0xFF,
                _ when address == 0x3C => i == 0 ? (byte)0xA5 : NextOfFifo(i),
                _ => i == 1 && address < 0x80 ? Read(address) : (byte)0x5A,
            };
        }

        _firstBurst &= address != 0x3C;
        return true;
    }

    public bool Write(byte[] data)
    {
        if (Fault == Fault.NoAcknowledge || clock.Microseconds < _sensorReadyAt)
        {
            return false;
        }

        _sensorRegister = data[0];
        if (data.Length == 2)
        {
            Bank[data[0]] = data[1];
            if (data[0] == 0xFF)
            {
                _sensor[0][0xFF] = _sensor[1][0xFF] = data[1];
            }
            else if (Bank == _sensor[1] && data[0] == 0x12 && data[1] == 0x80)
            {
                ResetSensor();
            }
        }

        return true;
    }

    public bool Read(byte[] data)
    {
        data[0] = (Bank == _sensor[1], _sensorRegister) switch
        {
            (true, 0x0A) => Fault == Fault.WrongId ? (byte)0x56 : (byte)0x26,
            (true, 0x0B) => 0x42,
            _ => Bank[_sensorRegister],
        };
        return Fault != Fault.NoAcknowledge;
    }

    private byte[] Bank => _sensor[_sensor[0][0xFF] & 1];

    private bool IsDone => clock.Microseconds >= _doneAt && Fault != Fault.NeverDone
        && (Fault != Fault.DoneEverySecondReset || _resets % 2 == 0);

    private int Length => !IsDone ? 0 : Fault switch
    {
        Fault.LengthZero => 0,
        Fault.LengthShort => _fifo.Length - 2,
        Fault.LengthOversize => 0x5FFFF,
        _ => _fifo.Length,
    };

    private void ResetSensor()
    {
        _sensor = [new byte[256], new byte[256]];
        _sensorReadyAt = clock.Microseconds + SensorResetMicroseconds;
    }

    private byte NextOfFifo(int index) =>
        index <= (_firstBurst ? dummiesFirst : dummiesLater) ? (byte)0x77
        : _position < _fifo.Length ? _fifo[_position++]
        : (byte)0xEE;

    private byte Read(byte register) => register switch
    {
        0x00 => Fault == Fault.TestMismatch ? (byte)(_test ^ 0x01) : _test,
        0x40 => 0x73,
        0x41 => (byte)(IsDone ? 0x08 : 0x00),
        0x42 => (byte)Length,
        0x43 => (byte)(Length >> 8),
        0x44 => (byte)(0x80 | Length >> 16), // the highest bit means nothing
        _ => 0,
    };

    private void Write(byte register, byte value)
    {
        if (register == 0x07)
        {
            if (value == 0x80)
            {
                Reset();
            }

            _reset = value;
        }
        else if (_reset == 0)
        {
            switch (register, value)
            {
                case (0x00, _): _test = value; break;
                case (0x04, 0x01): _doneAt = long.MaxValue; break;
                case (0x04, 0x02): Expose(); break;
            }
        }
    }

    private void Expose()
    {
        // Anything but RGB565 in a size of its own, with the DSP running, is some other picture.
        var dsp = _sensor[0];
        var configured = dsp[0xDA] == 0x08 && dsp[0xE0] == 0 && dsp[0x05] == 0 && dsp[0xC2] != 0;
        Frames++;
        _fifo = configured ? SimulatedMega.Picture(Frames, 4 * dsp[0x5A], 4 * dsp[0x5B]) : new byte[5000];
        (_position, _firstBurst) = (0, true);
        _doneAt = clock.Microseconds + FrameMicroseconds;
    }
}
