// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Flashing;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>A NOR flash chip that loses power: sectors of 4096 bytes erase to ones, pages of 256 bytes can only clear bits.</summary>
internal sealed class SimulatedFlash
{
    private const int Sector = 4096;
    private const int Page = 256;
    private int operationsLeft = int.MaxValue;

    public SimulatedFlash(int bytes)
    {
        Memory = new byte[bytes];
        Array.Fill(Memory, (byte)0xFF);
    }

    public byte[] Memory { get; private init; }

    /// <summary>Erases and page writes done so far.</summary>
    public int Operations { get; private set; }

    /// <summary>A copy that loses power during operation number <paramref name="operations"/>.</summary>
    public SimulatedFlash FailingAfter(int operations) => new(0) { Memory = [.. Memory], operationsLeft = operations };

    /// <summary>Does what a flasher does.</summary>
    /// <param name="actions">What to do.</param>
    /// <param name="blob">Content of the one file that is not made for an action.</param>
    /// <exception cref="PowerLostException">The power went.</exception>
    public void Apply(IReadOnlyList<FlashAction> actions, byte[] blob)
    {
        foreach (var action in actions)
        {
            switch (action)
            {
                case EraseRegion e:
                    Erase(e.Address, e.Bytes);
                    break;
                case WriteFile w:
                    Write(w.Address, w.Data ?? blob);
                    break;
                default:
                    throw new ArgumentException($"a model update does not ask for '{action.What}'", nameof(actions));
            }
        }
    }

    /// <summary>Writes bytes; the sectors they touch are erased first.</summary>
    public void Write(int address, byte[] data)
    {
        Erase(address, data.Length);
        foreach (var (page, i) in data.Chunk(Page).Select((p, i) => (p, i)))
        {
            Operate(address + i * Page, page, erase: false);
        }
    }

    public byte[] Slice(SlotPlace place) => Memory.AsSpan(place.Address, place.Bytes).ToArray();

    private void Erase(int address, int bytes)
    {
        for (var at = address; at < address + bytes; at += Sector)
        {
            Operate(at, [.. Enumerable.Repeat((byte)0xFF, Sector)], erase: true);
        }
    }

    // The operation in which the power goes leaves any mixture of old and new; here its first half and some bits of the rest.
    private void Operate(int address, byte[] data, bool erase)
    {
        var lost = operationsLeft-- == 0;
        var noise = new Random(address + Operations);
        for (var i = 0; i < data.Length; i++)
        {
            var wanted = erase ? (byte)0xFF : (byte)(Memory[address + i] & data[i]);
            var mixed = (byte)(Memory[address + i] ^ ((Memory[address + i] ^ wanted) & noise.Next(256)));
            Memory[address + i] = !lost || i < data.Length / 2 ? wanted : mixed;
        }

        if (lost)
        {
            throw new PowerLostException();
        }

        Operations++;
    }
}

/// <summary>The simulated power went.</summary>
internal sealed class PowerLostException : Exception;
