// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Blob;

/// <summary>Chooses the encoding of every tensor.</summary>
public static class EncodingChoice
{
    /// <summary>Budget of <see cref="EncodingPolicy.Auto"/>: a blob that fits beside the app in 4 MB of flash.</summary>
    public const int DefaultBudget = 1_000_000;

    // Instructions, about, of decoding one weight of a dense stream and one nonzero weight of a sparse stream.
    private const long DenseDecode = 19;
    private const long SparseDecode = 31;

    /// <summary>Chooses.</summary>
    /// <param name="model">The network.</param>
    /// <param name="policy">What to aim at.</param>
    /// <param name="budget">Bytes of blob without labels, for <see cref="EncodingPolicy.Auto"/>.</param>
    /// <returns>One encoding per tensor.</returns>
    public static TensorEncoding[] Choose(QuantizedModel model, EncodingPolicy policy, int budget = DefaultBudget)
    {
        var compact = model.Tensors.Select(Smallest).ToArray();
        if (policy == EncodingPolicy.Compact)
        {
            return compact;
        }

        var fast = Enumerable.Repeat(TensorEncoding.Fast, compact.Length).ToArray();
        return policy == EncodingPolicy.Fast ? fast : Fill(model, compact, fast, budget);
    }

    /// <summary>The smaller of the two coded encodings.</summary>
    internal static TensorEncoding Smallest(QuantizedTensor tensor) =>
        CodedStream.EncodeDense(tensor).Size <= CodedStream.EncodeSparse(tensor).Size ? TensorEncoding.Dense : TensorEncoding.Sparse;

    /// <summary>Instructions, about, of multiplying a tile by one decoded weight: 5, and load, multiply and add for each word.</summary>
    /// <param name="tile">Words of the tile.</param>
    internal static long SingleTile(int tile) => 5L + 3 * tile;

    private static TensorEncoding[] Fill(QuantizedModel model, TensorEncoding[] compact, TensorEncoding[] fast, int budget)
    {
        var layout = new KernelLayout(model.Shapes, fast);
        var bytes = BlobWriter.Write(model with { Labels = [] }, compact).Length;
        var gains = model.Tensors.Select(
            (tensor, i) =>
            {
                var coded = compact[i] == TensorEncoding.Dense ? CodedStream.EncodeDense(tensor) : CodedStream.EncodeSparse(tensor);
                var stream = FastStream.Encode(tensor, layout.TapOffsets(i));
                var weights = compact[i] == TensorEncoding.Dense ? tensor.Indices.Length : tensor.Indices.Count(c => c != 0);
                var rows = tensor.Shape.OutputHeight;
                var tiling = Tiling.Of(tensor.Shape.OutputWidth);
                var grouped = FastStream.EstimateTile(stream, tensor.Shape.OutputChannels, tiling.Tile) * tiling.Tiles;
                var single = tensor.Indices.Count(c => c != 0) * SingleTile(tiling.Tile) * tiling.Tiles;
                var decode = weights * (compact[i] == TensorEncoding.Dense ? DenseDecode : SparseDecode);
                return (Tensor: i, Bytes: stream.Length - coded.Size, Saved: Math.Max(0, (single + decode - grouped) * rows));
            }
        );
        var chosen = compact.ToArray();
        foreach (var gain in gains.OrderByDescending(g => (double)g.Saved / Math.Max(1, g.Bytes)).ThenBy(g => g.Tensor))
        {
            if (gain.Saved > 0 && bytes + gain.Bytes <= budget)
            {
                chosen[gain.Tensor] = TensorEncoding.Fast;
                bytes += gain.Bytes;
            }
        }

        return chosen;
    }
}
