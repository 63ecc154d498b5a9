// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;

namespace SqueezeEdge.Packer.Flashing;

/// <summary>A part of the flash for one model.</summary>
/// <param name="Address">Its first byte.</param>
/// <param name="Bytes">Its length.</param>
public readonly record struct SlotPlace(int Address, int Bytes);

/// <summary>
/// How a model is replaced so that one valid model is in flash after every single write and erase: the slot that does not run
/// loses its header, gets the blob, and gets its new header last.
/// </summary>
/// <param name="Slot">Index of the slot that is written.</param>
/// <param name="Actions">What to do, in this order and no other.</param>
public sealed record ModelUpdate(int Slot, IReadOnlyList<FlashAction> Actions)
{
    /// <summary>Plans an update.</summary>
    /// <param name="blobPath">Path of the new blob.</param>
    /// <param name="blob">Its content, already checked.</param>
    /// <param name="places">The slots of the board, one or more.</param>
    /// <param name="starts">The first bytes of each slot as the flash has them now (at least <see cref="SlotLayout.Bytes"/>); empty where
    /// unknown.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ModelException">The blob does not fit the slot it must go to.</exception>
    public static ModelUpdate Plan(string blobPath, byte[] blob, IReadOnlyList<SlotPlace> places, IReadOnlyList<byte[]> starts)
    {
        var headers = starts.Select(s => SlotHeader.Read(s)).ToArray();
        var newest = Newest(headers);

        // A blob without slot header runs as long as no slot has one; it must not be the one that is overwritten.
        var running = newest >= 0 ? newest : starts.ToList().FindIndex(s => s.AsSpan().StartsWith(BlobWriter.Magic));
        var slot = (running + 1) % places.Count;
        var (address, room) = (places[slot].Address, places[slot].Bytes);
        if (SlotLayout.Blob + blob.Length > room)
        {
            throw new ModelException(
                $"the blob of {blob.Length:N0} bytes does not fit model slot {slot}, which has room for {room - SlotLayout.Blob:N0}."
            );
        }

        var sequence = newest >= 0 ? headers[newest]!.Sequence + 1 : 1;
        var header = $"header of model slot {slot}";
        return new ModelUpdate(
            slot,
            [
                new EraseRegion(header, address, SlotLayout.Blob),
                new WriteFile($"model, slot {slot}", address + SlotLayout.Blob, blobPath),
                new WriteFile(header, address, $"slot{slot}-header.bin", SlotHeader.For(blob, sequence).ToBytes()),
            ]
        );
    }

    private static int Newest(SlotHeader?[] headers)
    {
        var best = -1;
        for (var i = 0; i < headers.Length; i++)
        {
            if (headers[i] is { } header && (best < 0 || (int)(header.Sequence - headers[best]!.Sequence) > 0))
            {
                best = i;
            }
        }

        return best;
    }
}
