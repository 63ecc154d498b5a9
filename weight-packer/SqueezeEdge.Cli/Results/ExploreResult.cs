// SPDX-License-Identifier: MIT
using SqueezeEdge.Cli.Commands;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Exploration;

namespace SqueezeEdge.Cli.Results;

/// <summary>A candidate on a board.</summary>
/// <param name="Board">The board.</param>
/// <param name="Encoding">fast or compact: the faster one that fits; null when none does.</param>
/// <param name="Seconds">Estimated seconds of an inference; null when it does not fit.</param>
/// <param name="Misfit">Why not even the compact one fits, or null.</param>
internal sealed record BoardFit(Board Board, string? Encoding, double? Seconds, string? Misfit);

/// <summary>What <c>explore</c> found out about a candidate.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Estimate">What it costs; null when the kernels cannot run it.</param>
/// <param name="Problem">Why the kernels cannot run it, or null.</param>
/// <param name="Fits">How it does on every board.</param>
internal sealed record ExploreResult(Candidate Candidate, NetworkEstimate? Estimate, string? Problem, IReadOnlyList<BoardFit> Fits)
{
    /// <summary>Explores one candidate.</summary>
    public static ExploreResult Of(Candidate candidate, IReadOnlyList<Board> boards)
    {
        var network = candidate.Describe();
        try
        {
            var estimate = new NetworkEstimate(network, candidate.Density);
            return new ExploreResult(candidate, estimate, null, [.. boards.Select(b => Fit(b, estimate))]);
        }
        catch (ModelException e)
        {
            return new ExploreResult(candidate, null, e.Message, []);
        }
    }

    private static BoardFit Fit(Board board, NetworkEstimate estimate)
    {
        foreach (var (name, e) in new[] { ("fast", estimate.Fast), ("compact", estimate.Compact) })
        {
            if (board.Misfit(e.BlobBytes, e.Layouts) is null)
            {
                return new BoardFit(board, name, board.EstimateSeconds(e.Instructions[board.Target]), null);
            }
        }

        return new BoardFit(board, null, null, board.Misfit(estimate.Compact.BlobBytes, estimate.Compact.Layouts));
    }
}
