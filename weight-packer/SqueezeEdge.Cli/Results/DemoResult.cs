// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cli.Results;

/// <summary>What <c>demo</c> measured.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Target">rv32 or xtensa.</param>
/// <param name="FrameWidth">Width of the camera frames.</param>
/// <param name="FrameHeight">Height of the camera frames.</param>
/// <param name="BlobBytes">Bytes of the blob without label text.</param>
/// <param name="LabelBytes">Bytes of label text.</param>
/// <param name="ArenaBytes">Bytes of arena the kernels ask for.</param>
/// <param name="StackBytes">Most stack used.</param>
/// <param name="Instructions">Instructions of a frame, on average; null where they were not counted.</param>
/// <param name="Right">Frames whose best class is the right one; null where the right ones are not known.</param>
/// <param name="Frames">Every frame, in order.</param>
/// <param name="Boards">The boards with this instruction set.</param>
internal sealed record DemoResult(
    string Model,
    string Target,
    int FrameWidth,
    int FrameHeight,
    int BlobBytes,
    int LabelBytes,
    int ArenaBytes,
    int? StackBytes,
    long? Instructions,
    int? Right,
    IReadOnlyList<DemoFrame> Frames,
    IReadOnlyList<BoardResult> Boards
);

/// <summary>One frame of <c>demo</c>.</summary>
/// <param name="Picture">The picture; null for the built-in test pattern.</param>
/// <param name="Shows">The class it shows; null where that is not known.</param>
/// <param name="Label">That class's name, or null.</param>
/// <param name="Right">Whether the best class is that class, or null.</param>
/// <param name="Instructions">Instructions spent on it, or null.</param>
/// <param name="Top">The best classes, best first.</param>
internal sealed record DemoFrame(
    string? Picture,
    int? Shows,
    string? Label,
    bool? Right,
    long? Instructions,
    IReadOnlyList<ClassResult> Top
);
