// SPDX-License-Identifier: MIT
using System.Numerics.Tensors;

namespace SqueezeEdge.Packer.Quantization;

/// <summary>
/// Quantizes the surviving weights of a filter one after the other and spreads each rounding error over those still to come,
/// so that the filter's output changes least (GPTQ, arXiv 2210.17323, restricted to nonzero weights).
/// </summary>
public sealed class ErrorFeedback
{
    private readonly int[] order;
    private readonly double[][] spread;

    /// <summary>Prepares the feedback for filters with the same surviving taps.</summary>
    /// <param name="covariance">Damped covariance of these taps' inputs.</param>
    public ErrorFeedback(double[,] covariance)
    {
        var n = covariance.GetLength(0);
        order = [.. Enumerable.Range(0, n).OrderByDescending(i => covariance[i, i]).ThenBy(i => i)];
        spread = InverseFactor(covariance, order);
    }

    /// <summary>Quantizes one filter.</summary>
    /// <param name="weights">Its surviving weights.</param>
    /// <param name="codebook">The levels.</param>
    /// <returns>Index of the level of each weight.</returns>
    public int[] Quantize(IReadOnlyList<double> weights, IntegerCodebook codebook)
    {
        var rest = Array.ConvertAll(order, i => weights[i]);
        var indices = new int[rest.Length];
        for (var i = 0; i < rest.Length; i++)
        {
            var index = codebook.Nearest(rest[i]);
            indices[order[i]] = index;
            var error = (rest[i] - codebook.Levels[index] * codebook.Scale) / spread[i][0];
            var later = rest.AsSpan(i + 1);
            TensorPrimitives.MultiplyAdd(spread[i].AsSpan(1), -error, later, later);
        }

        return indices;
    }

    /// <summary>Solves covariance x result = right.</summary>
    /// <param name="right">One value per tap.</param>
    /// <returns>One value per tap.</returns>
    public double[] Solve(IReadOnlyList<double> right)
    {
        var sorted = Array.ConvertAll(order, i => right[i]);
        var solution = new double[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            var later = solution.AsSpan(i);
            TensorPrimitives.MultiplyAdd(spread[i], TensorPrimitives.Dot(spread[i], sorted.AsSpan(i)), later, later);
        }

        var result = new double[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            result[order[i]] = solution[i];
        }

        return result;
    }

    /// <summary>
    /// Rows (from the diagonal on) of the upper triangular U with U'U = H^-1. With H = R R', R upper triangular (Cholesky from
    /// the last row up), U is the inverse of R.
    /// </summary>
    private static double[][] InverseFactor(double[,] h, int[] order)
    {
        var n = order.Length;
        var columns = new double[n][]; // columns[j][0..j] = column j of R
        for (var j = n - 1; j >= 0; j--)
        {
            var column = new double[j + 1];
            for (var i = 0; i <= j; i++)
            {
                column[i] = h[order[i], order[j]];
            }

            for (var k = j + 1; k < n; k++)
            {
                TensorPrimitives.MultiplyAdd(columns[k].AsSpan(0, j + 1), -columns[k][j], column, column);
            }

            var diagonal = Math.Sqrt(Math.Max(column[j], 1e-12));
            TensorPrimitives.Divide(column, diagonal, column);
            columns[j] = column;
            column[j] = diagonal;
        }

        // U = R^-1, row by row: row i solves u R = e_i.
        var rows = new double[n][];
        for (var i = 0; i < n; i++)
        {
            var u = new double[n - i];
            u[0] = 1 / columns[i][i];
            for (var j = i + 1; j < n; j++)
            {
                u[j - i] = -TensorPrimitives.Dot(u.AsSpan(0, j - i), columns[j].AsSpan(i, j - i)) / columns[j][j];
            }

            rows[i] = u;
        }

        return rows;
    }
}
