// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Models.PyTorch;

/// <summary>A tensor: a view into a storage.</summary>
/// <param name="Storage">Where its elements lie.</param>
/// <param name="Offset">Index of its first element.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Strides">Elements from one index of a dimension to the next.</param>
internal sealed record TorchTensor(TorchStorage Storage, int Offset, int[] Shape, int[] Strides)
{
    private const int Dimensions = 8;

    /// <summary>Its elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, d) => product * d);

    /// <summary>Checks what a pickle says of a tensor.</summary>
    /// <param name="storage">Its storage.</param>
    /// <param name="offset">Index of its first element.</param>
    /// <param name="size">Its dimensions.</param>
    /// <param name="stride">Its strides.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ModelException">It does not lie in its storage.</exception>
    public static TorchTensor From(TorchStorage storage, long offset, object?[] size, object?[] stride)
    {
        var (shape, strides) = (Small(size), Small(stride));
        var fits =
            shape is not null
            && strides is not null
            && shape.Length == strides.Length
            && shape.Length <= Dimensions
            && offset >= 0
            && storage.Count <= int.MaxValue;
        if (fits && !shape!.Contains(0))
        {
            var last = (Int128)offset;
            var count = Int128.One;
            for (var i = 0; i < shape!.Length; i++)
            {
                last += (Int128)(shape![i] - 1) * strides![i];
                count *= shape[i];
            }

            fits = last < storage.Count && count <= storage.Count;
        }

        return fits
            ? new TorchTensor(storage, (int)Math.Min(offset, int.MaxValue), shape!, strides!)
            : throw new ModelException(
                $"a tensor of the PyTorch file does not lie in its storage '{storage.Key}' of {storage.Count} numbers."
            );
    }

    /// <summary>Copies the elements out of the storage, last dimension fastest.</summary>
    /// <param name="bytes">The bytes of the storage.</param>
    /// <returns>The elements.</returns>
    public float[] Values(ReadOnlySpan<byte> bytes)
    {
        var values = new float[Count];
        var index = new int[Shape.Length];
        var at = Offset;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Storage.Element(bytes, at);
            for (var d = Shape.Length - 1; d >= 0; d--)
            {
                at += Strides[d];
                if (++index[d] < Shape[d])
                {
                    break;
                }

                at -= Strides[d] * Shape[d];
                index[d] = 0;
            }
        }

        return values;
    }

    private static int[]? Small(object?[] numbers) =>
        numbers.All(n => n is >= 0L and <= int.MaxValue) ? [.. numbers.Select(n => (int)(long)n!)] : null;
}
