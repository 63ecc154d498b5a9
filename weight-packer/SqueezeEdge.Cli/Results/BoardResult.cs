// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;

namespace SqueezeEdge.Cli.Results;

/// <summary>How a blob does on a board.</summary>
/// <param name="Board">The board's name, that of its folder.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Chip">Its chip.</param>
/// <param name="ClockMhz">Its clock in MHz.</param>
/// <param name="ModelBytes">Its room for a blob with labels, in bytes.</param>
/// <param name="RamBlocks">Its free blocks of RAM in bytes, the largest first.</param>
/// <param name="Fits">Whether blob and arena fit.</param>
/// <param name="Misfit">What does not fit, or null.</param>
/// <param name="Layout">The layout of the arena that the kernels choose there; null where none fits.</param>
/// <param name="EstimatedSeconds">Estimated seconds of an inference, or null where no instructions were counted; never measured.</param>
internal sealed record BoardResult(
    string Board,
    string Title,
    string Chip,
    int ClockMhz,
    int ModelBytes,
    IReadOnlyList<int> RamBlocks,
    bool Fits,
    string? Misfit,
    int? Layout,
    double? EstimatedSeconds
)
{
    /// <summary>Places a blob on a board.</summary>
    /// <param name="board">The board.</param>
    /// <param name="fileBytes">Bytes of the blob with its labels.</param>
    /// <param name="layouts">The arena's blocks in every layout, fastest first.</param>
    /// <param name="instructions">Instructions of an inference on the board's target, or null.</param>
    /// <returns>How it does.</returns>
    public static BoardResult Of(Board board, int fileBytes, IReadOnlyList<ArenaBlocks> layouts, long? instructions = null)
    {
        var misfit = board.Misfit(fileBytes, layouts);
        return new BoardResult(
            board.Name,
            board.Title,
            board.Chip,
            board.ClockMhz,
            board.ModelBytes,
            board.RamBlocks,
            misfit is null,
            misfit,
            board.Layout(layouts),
            instructions is { } count ? Math.Round(board.EstimateSeconds(count), 6) : null
        );
    }
}
