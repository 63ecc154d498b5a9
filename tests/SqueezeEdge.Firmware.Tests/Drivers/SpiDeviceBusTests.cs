// SPDX-License-Identifier: MIT
using System.Device.Spi;
using SqueezeEdge.Cameras.Hardware;

namespace SqueezeEdge.Firmware.Tests.Drivers;

/// <summary>A transfer that did not take place is noticed, whatever the device's driver says about it.</summary>
public sealed class SpiDeviceBusTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(2562)]
    [InlineData(16_384)]
    public void ATransferThatIsDroppedIsAFailure(int length)
    {
        var device = new FakeDevice { Answer = i => (byte)(7 * i + 1) };
        var bus = new SpiDeviceBus(device);
        var read = new byte[16_384];
        Assert.True(bus.Transfer(new byte[length], read, length));
        Assert.Equal(Enumerable.Range(0, length).Select(i => (byte)(7 * i + 1)), read.Take(length));
        device.Drops = true;
        for (var i = 0; i < 3; i++)
        {
            Assert.False(bus.Transfer(new byte[length], read, length));
        }

        device.Drops = false;
        Assert.True(bus.Transfer(new byte[length], read, length));
        Assert.All(read.Skip(length), b => Assert.Equal(0, b));
    }

    /// <summary>A line held high after one held low gives what the check took the failure for: once, and never again.</summary>
    [Fact]
    public void ASteadyAnswerIsMistakenAtMostOnce()
    {
        var value = (byte)0x00;
        var bus = new SpiDeviceBus(new FakeDevice { Answer = _ => value });
        var read = new byte[3];
        for (var i = 0; i < 512; i++)
        {
            value = (byte)(i % 2 == 0 ? i / 2 : ~i / 2);
            bus.Transfer(new byte[3], read, 3);
            Assert.True(bus.Transfer(new byte[3], read, 3));
            Assert.All(read, b => Assert.Equal(value, b));
        }
    }

    /// <summary>The same answer again and again, and a line held high or low, are answers.</summary>
    [Theory]
    [InlineData(0x00)]
    [InlineData(0x5A)]
    [InlineData(0xFF)]
    public void TheSameAnswerAgainIsAnAnswer(byte value)
    {
        var bus = new SpiDeviceBus(new FakeDevice { Answer = _ => value });
        var read = new byte[8];
        Array.Fill(read, value);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(bus.Transfer(new byte[8], read, 3));
            Assert.All(read, b => Assert.Equal(value, b));
        }
    }

    [Fact]
    public void ADriverThatThrowsIsAFailure() =>
        Assert.False(new SpiDeviceBus(new FakeDevice { Answer = _ => throw new IOException() }).Transfer(new byte[2], new byte[2], 2));

    private sealed class FakeDevice : SpiDevice
    {
        public bool Drops { get; set; }

        public required Func<int, byte> Answer { get; init; }

        public override SpiConnectionSettings ConnectionSettings => new(1);

        public override void TransferFullDuplex(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
        {
            Assert.Equal(writeBuffer.Length, readBuffer.Length);
            for (var i = 0; i < readBuffer.Length && !Drops; i++)
            {
                readBuffer[i] = Answer(i);
            }
        }

        public override void Read(Span<byte> buffer) => throw new NotSupportedException();

        public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException();
    }
}
