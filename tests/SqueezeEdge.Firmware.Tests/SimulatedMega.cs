using System.Buffers.Binary;

namespace SqueezeEdge.Firmware.Tests;

/// <summary>An ArduCAM Mega as its SPI bus shows it.</summary>
/// <remarks>It has the traits drivers trip over: values come with the second byte after the address, the first burst of a frame begins
/// with a dummy byte, writes to a busy sensor are lost, and after a reset it takes JPEG pictures.</remarks>
public sealed class SimulatedMega(SimulatedClock clock, byte id = 0x86) : SimulatedArduCam(clock, valueIndex: 2, frameMicroseconds: 180_000)
{
    private const long ResetMicroseconds = 150_000;
    private const long ConfigureMicroseconds = 40_000;

    private readonly SimulatedClock _clock = clock;
    private byte _format, _resolution, _testData;
    private long _busyUntil;

    protected override int OversizeLength => 8_390_520;

    private bool IsBusy => _clock.Microseconds < _busyUntil || Fault == Fault.NeverIdle;

    public override void Reset()
    {
        base.Reset();
        (_format, _resolution, _testData) = (0, 0, 0x01);
        _busyUntil = _clock.Microseconds + ResetMicroseconds;
    }

    protected override int Dummies(bool firstBurst) => firstBurst ? 1 : 0;

    protected override byte ReadRegister(byte register) => register switch
    {
        0x40 => Fault == Fault.WrongId ? (byte)0x26 : id,
        0x44 => (byte)((IsBusy ? 0x01 : 0x02) | (IsDone ? 0x04 : 0x00)),
        0x45 => (byte)Length,
        0x46 => (byte)(Length >> 8),
        0x47 => (byte)(Length >> 16),
        _ => 0,
    };

    protected override void WriteRegister(byte register, byte value)
    {
        if (register == 0x07 && (value & 0x40) != 0)
        {
            Reset();
        }
        else if (!IsBusy)
        {
            switch (register)
            {
                case 0x04: ControlFifo(value); break;
                case 0x06: _testData = value; break;
                case 0x20: (_format, _busyUntil) = (value, _clock.Microseconds + ConfigureMicroseconds); break;
                case 0x21: (_resolution, _busyUntil) = (value, _clock.Microseconds + ConfigureMicroseconds); break;
            }
        }
    }

    protected override byte[] Expose()
    {
        var (width, height) = (id >= 0x85, _resolution) switch
        {
            (true, 0) or (false, 0x0A) => (96, 96),
            (true, 1) or (false, 0x0B) => (128, 128),
            (true, 2) => (160, 120),
            (true, 3) or (false, 1) => (320, 240),
            _ => (640, 480),
        };
        var bytes = _testData == 0x81 ? Counter(width * height * 2)
            : _format == 2 ? See(width, height)
            : new byte[5000];
        return Fault switch
        {
            Fault.ByteLost => [.. bytes[1..], 0],
            Fault.BytesSwapped => [.. bytes.Chunk(2).SelectMany(pixel => pixel.Reverse())],
            _ => bytes,
        };
    }

    private static byte[] Counter(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i += 4)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i), 123_456 + i / 4);
        }

        return bytes;
    }
}
