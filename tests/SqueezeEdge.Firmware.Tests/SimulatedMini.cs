using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Firmware.Tests;

/// <summary>An ArduCAM Mini 2MP as its two busses show it: the controller over SPI, the OV2640 over I2C.</summary>
/// <remarks>After a reset the sensor does not answer for a while, and its pictures are no RGB565.</remarks>
public sealed class SimulatedMini(SimulatedClock clock, int dummiesFirst = 0, int dummiesLater = 0)
    : SimulatedArduCam(clock, valueIndex: 1, frameMicroseconds: 130_000), II2cBus
{
    private const long SensorResetMicroseconds = 50_000;

    private readonly SimulatedClock _clock = clock;
    private byte _test, _reset, _sensorRegister;
    private long _sensorReadyAt;
    private byte[][] _sensor = [new byte[256], new byte[256]];
    private int _bank;

    protected override int OversizeLength => 0x5FFFF;

    /// <summary>A register of the sensor, bank 0 being the DSP's.</summary>
    public byte Sensor(int bank, byte register) => _sensor[bank][register];

    public override void Reset()
    {
        base.Reset();
        _test = 0;
        ResetSensor();
    }

    public bool Write(byte[] data)
    {
        if (Fault == Fault.NoAcknowledge || _clock.Microseconds < _sensorReadyAt)
        {
            return false;
        }

        _sensorRegister = data[0];
        if (data.Length == 2)
        {
            _sensor[_bank][data[0]] = data[1];
            _bank = data[0] == 0xFF ? data[1] & 1 : _bank;
            if (_bank == 1 && data[0] == 0x12 && data[1] == 0x80)
            {
                ResetSensor();
            }
        }

        return true;
    }

    public bool Read(byte[] data)
    {
        data[0] = (_bank, _sensorRegister) switch
        {
            (1, 0x0A) => Fault == Fault.WrongId ? (byte)0x56 : (byte)0x26,
            (1, 0x0B) => 0x42,
            _ => _sensor[_bank][_sensorRegister],
        };
        return Fault != Fault.NoAcknowledge;
    }

    protected override int Dummies(bool firstBurst) => firstBurst ? dummiesFirst : dummiesLater;

    protected override byte ReadRegister(byte register) => register switch
    {
        0x00 => Fault == Fault.TestMismatch ? (byte)(_test ^ 0x01) : _test,
        0x40 => 0x73,
        0x41 => (byte)(IsDone ? 0x08 : 0x00),
        0x42 => (byte)Length,
        0x43 => (byte)(Length >> 8),
        0x44 => (byte)(0x80 | Length >> 16), // the highest bit means nothing
        _ => 0,
    };

    protected override void WriteRegister(byte register, byte value)
    {
        if (register == 0x07)
        {
            if (value == 0x80)
            {
                Reset();
            }

            _reset = value;
        }
        else if (_reset == 0 && register == 0x00)
        {
            _test = value;
        }
        else if (_reset == 0 && register == 0x04)
        {
            ControlFifo(value);
        }
    }

    protected override byte[] Expose()
    {
        // Without RGB565 chosen and the DSP running it is some other picture.
        var dsp = _sensor[0];
        return dsp[0xDA] == 0x08 && dsp[0xE0] == 0 && dsp[0x05] == 0 && dsp[0xC2] != 0
            ? See(4 * dsp[0x5A], 4 * dsp[0x5B])
            : new byte[5000];
    }

    private void ResetSensor()
    {
        _sensor = [new byte[256], new byte[256]];
        _bank = 0;
        _sensorReadyAt = _clock.Microseconds + SensorResetMicroseconds;
    }
}
