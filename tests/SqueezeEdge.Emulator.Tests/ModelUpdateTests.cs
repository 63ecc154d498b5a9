// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Execution.Host;
using SqueezeEdge.Packer.Flashing;
using Xunit;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>Whatever moment the power goes in a model update, the kernels find a valid model: the old one, or the new one once its
/// header stands.</summary>
public sealed class ModelUpdateTests
{
    private static readonly SlotPlace[] Places = [new(0x10000, 0x8000), new(0x18000, 0x8000)];
    private static readonly byte[] Old = TinyModel.Create().Pack(EncodingPolicy.Compact);
    private static readonly byte[] New = TinyModel.Create().Pack(EncodingPolicy.Fast);

    [Theory]
    [InlineData(false, 0u)]
    [InlineData(false, 1u)]
    [InlineData(false, uint.MaxValue)]
    [InlineData(true, 0u)]
    public void OneValidModelRunsAfterEveryWriteAndErase(bool bare, uint sequence)
    {
        var kernels = Kernels();
        var before = Flash(bare, sequence);
        Assert.Equal((0, Old.Length), Running(kernels, before));
        var plan = Plan(before, New);
        Assert.Equal(1, plan.Slot);
        var whole = before.FailingAfter(int.MaxValue);
        whole.Apply(plan.Actions, New);
        Assert.Equal((1, New.Length), Running(kernels, whole));
        Assert.True(whole.Operations > New.Length / 256);
        for (var operation = 0; operation < whole.Operations; operation++)
        {
            var flash = before.FailingAfter(operation);
            Assert.Throws<PowerLostException>(() => flash.Apply(plan.Actions, New));
            var running = Running(kernels, flash);
            Assert.True(
                running == (0, Old.Length) || (operation == whole.Operations - 1 && running == (1, New.Length)),
                $"operation {operation}: {running}"
            );

            // Trying again after the power is back always succeeds, in the same slot.
            var again = flash.FailingAfter(int.MaxValue);
            var second = Plan(again, New);
            again.Apply(second.Actions, New);
            Assert.Equal((second.Slot, New.Length), Running(kernels, again));
        }
    }

    [Fact]
    public void UpdatesAlternateBetweenTheSlots()
    {
        var kernels = Kernels();
        var flash = new SimulatedFlash(0x20000);
        foreach (var (slot, i) in new[] { 0, 1, 0, 1, 0 }.Select((s, i) => (s, i)))
        {
            var blob = i % 2 == 0 ? Old : New;
            var plan = Plan(flash, blob);
            Assert.Equal(slot, plan.Slot);
            flash.Apply(plan.Actions, blob);
            Assert.Equal((slot, blob.Length), Running(kernels, flash));
        }
    }

    [Fact]
    public void AModelThatRotsFallsBackToTheOther()
    {
        var kernels = Kernels();
        var flash = Flash(bare: false, 7);
        flash.Apply(Plan(flash, New).Actions, New);
        Assert.Equal(1, Running(kernels, flash).Slot);
        flash.Memory[Places[1].Address + SlotLayout.Blob + New.Length / 2] ^= 4;
        Assert.Equal((0, Old.Length), Running(kernels, flash));
        flash.Memory[Places[0].Address + SlotLayout.Blob + 200] ^= 4;
        Assert.Contains("'slots'", Assert.Throws<ModelException>(() => Running(kernels, flash)).Message);
    }

    [Fact]
    public void EmptyTruncatedAndForeignSlotsAreRefused()
    {
        var kernels = Kernels();
        foreach (
            var slot in new byte[][]
            {
                [],
                [1, 2, 3],
                new byte[8192],
                Old[..^4],
                [.. SlotHeader.For(Old, 1).ToBytes()],
                [.. SlotHeader.For(Old, 1).ToBytes(), .. new byte[SlotLayout.Blob - SlotLayout.Bytes], .. Old[..200]],
            }
        )
        {
            Assert.Contains("'slots'", Assert.Throws<ModelException>(() => kernels.ChooseSlot([slot])).Message);
        }

        // A header names its blob by checksum and length: a whole blob of another model, or a shorter length, is not it.
        var other = SlotHeader.For(New, 1) with
        {
            BlobBytes = Old.Length,
        };
        foreach (
            var header in new[]
            {
                other,
                SlotHeader.For(Old, 1) with
                {
                    BlobBytes = Old.Length - 4,
                },
                SlotHeader.For(Old, 1) with
                {
                    BlobBytes = Old.Length + 1,
                },
            }
        )
        {
            byte[] slot = [.. header.ToBytes(), .. new byte[4072], .. Old];
            Assert.Contains("'slots'", Assert.Throws<ModelException>(() => kernels.ChooseSlot([slot])).Message);
            Assert.Equal((1, Old.Length), kernels.ChooseSlot([slot, Old]));
        }

        Assert.Contains("'argument'", Assert.Throws<ModelException>(() => kernels.ChooseSlot([])).Message);
        Assert.Equal((0, Old.Length), kernels.ChooseSlot([Old]));
    }

    [Fact]
    public void ABlobTooLargeForItsSlotIsRefusedBeforeAnythingIsErased() =>
        Assert.Contains(
            "does not fit model slot 0",
            Assert
                .Throws<ModelException>(() =>
                    ModelUpdate.Plan(
                        "model.sqz",
                        Old,
                        [new(0, SlotLayout.Blob + Old.Length - 1)],
                        [
                            [],
                        ]
                    )
                )
                .Message
        );

    private static SimulatedFlash Flash(bool bare, uint sequence)
    {
        var flash = new SimulatedFlash(0x20000);
        var address = Places[0].Address;
        flash.Write(address + (bare ? 0 : SlotLayout.Blob), Old);
        if (!bare)
        {
            flash.Write(address, SlotHeader.For(Old, sequence).ToBytes());
        }

        return flash;
    }

    private static ModelUpdate Plan(SimulatedFlash flash, byte[] blob) =>
        ModelUpdate.Plan("model.sqz", blob, Places, [.. Places.Select(p => flash.Memory.AsSpan(p.Address, SlotLayout.Bytes).ToArray())]);

    private static (int Slot, int BlobBytes) Running(HostKernels kernels, SimulatedFlash flash) =>
        kernels.ChooseSlot([.. Places.Select(flash.Slice)]);

    private static HostKernels Kernels()
    {
        Machines.RequireHost();
        return HostKernels.Load(Machines.Build);
    }
}
