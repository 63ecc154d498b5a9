// SPDX-License-Identifier: MIT
using System.Globalization;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Blob;

/// <summary>Chooses the encoding of every tensor.</summary>
public static class EncodingChoice
{
    /// <summary>Budget of <see cref="EncodingPolicy.Auto"/>: a blob that fits beside the app in 4 MB of flash.</summary>
    public const int DefaultBudget = 1_000_000;

    // Instructions, about, of decoding a weight, which a pass over two rows does once.
    private const long DenseWeight = 19;
    private const long SparseWeight = 44;

    /// <summary>Chooses.</summary>
    /// <param name="model">The network.</param>
    /// <param name="policy">What to aim at.</param>
    /// <param name="budget">Bytes of blob without labels, for <see cref="EncodingPolicy.Auto"/>.</param>
    /// <returns>One encoding per tensor.</returns>
    /// <exception cref="ModelException">Not even the smallest blob fits the budget.</exception>
    public static TensorEncoding[] Choose(QuantizedModel model, EncodingPolicy policy, int budget = DefaultBudget)
    {
        var compact = model.Tensors.Select(Smallest).ToArray();
        if (policy == EncodingPolicy.Compact)
        {
            return compact;
        }

        return policy == EncodingPolicy.Fast ? [.. Enumerable.Repeat(TensorEncoding.Fast, compact.Length)] : Fill(model, compact, budget);
    }

    /// <summary>The smaller of the two coded encodings.</summary>
    internal static TensorEncoding Smallest(QuantizedTensor tensor) =>
        CodedStream.EncodeDense(tensor).Size <= CodedStream.EncodeSparse(tensor).Size ? TensorEncoding.Dense : TensorEncoding.Sparse;

    private static TensorEncoding[] Fill(QuantizedModel model, TensorEncoding[] compact, int budget)
    {
        var layout = new KernelLayout(model.Shapes);
        var bytes = BlobWriter.Write(model with { Labels = [] }, compact).Length;
        var gains = model.Tensors.Select(
            (tensor, i) =>
            {
                var coded = compact[i] == TensorEncoding.Dense ? CodedStream.EncodeDense(tensor) : CodedStream.EncodeSparse(tensor);
                var stream = FastStream.Encode(tensor, layout.TapOffsets(i));
                var weights = compact[i] == TensorEncoding.Dense ? tensor.Indices.Length : tensor.Indices.Count(c => c != 0);
                var decode = weights * (compact[i] == TensorEncoding.Dense ? DenseWeight : SparseWeight);
                var passes = (tensor.Shape.OutputHeight + 1) / 2;
                return (Tensor: i, Bytes: stream.Length - coded.Size, Saved: decode * passes);
            }
        );
        var chosen = compact.ToArray();
        foreach (var gain in gains.OrderByDescending(g => (double)g.Saved / Math.Max(1, g.Bytes)).ThenBy(g => g.Tensor))
        {
            if (gain.Bytes <= 0 || bytes + gain.Bytes <= budget)
            {
                chosen[gain.Tensor] = TensorEncoding.Fast;
                bytes += gain.Bytes;
            }
        }

        return bytes <= budget
            ? chosen
            : throw new ModelException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the budget of {budget:N0} bytes cannot be met: the smallest blob of this model takes {bytes:N0} bytes "
                        + $"without labels. Allow that many, choose the compact encoding, prune the model or take fewer bits."
                )
            );
    }
}
