// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Execution;

namespace SqueezeEdge.Cli.Results;

/// <summary>What <c>profile</c> counts.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Target">rv32 or xtensa.</param>
/// <param name="Encoding">fast, compact, or both joined by '+'.</param>
/// <param name="BlobBytes">Bytes of the blob without label text.</param>
/// <param name="LabelBytes">Bytes of label text.</param>
/// <param name="Instructions">Instructions of the whole inference.</param>
/// <param name="ArenaBytes">Bytes of arena the kernels ask for.</param>
/// <param name="ArenaBlocks">Its two blocks: persistent, scratch.</param>
/// <param name="ArenaTouched">How far into each block anything was written.</param>
/// <param name="StackBytes">Most stack used.</param>
/// <param name="Layers">Each tensor.</param>
/// <param name="Boards">The boards with this instruction set.</param>
internal sealed record ProfileResult(
    string Model,
    string Target,
    string Encoding,
    int BlobBytes,
    int LabelBytes,
    long Instructions,
    int ArenaBytes,
    IReadOnlyList<int> ArenaBlocks,
    IReadOnlyList<int>? ArenaTouched,
    int? StackBytes,
    IReadOnlyList<ProfiledLayer> Layers,
    IReadOnlyList<BoardResult> Boards
)
{
    /// <summary>Sums up a profiled run.</summary>
    public static ProfileResult Of(PackedModel packed, string target, InferenceResult run, IEnumerable<Board> boards) =>
        new(
            packed.Model.Network.Name,
            target,
            string.Join('+', packed.Encodings.Distinct().Order().Select(e => e.ToString().ToLowerInvariant())),
            packed.BlobBytes,
            packed.LabelBytes,
            run.Instructions!.Value,
            run.Arena.Total,
            [run.Arena.Persistent, run.Arena.Scratch],
            run.ArenaTouched is { } touched ? [touched.Persistent, touched.Scratch] : null,
            run.StackBytes,
            [
                .. packed.Model.Tensors.Select(
                    (t, i) =>
                        new ProfiledLayer(
                            t.Shape.Name,
                            run.TensorInstructions![i],
                            (long)t.Indices.Count(c => c != 0) * t.Shape.OutputHeight * t.Shape.OutputWidth
                        )
                ),
            ],
            [
                .. boards
                    .Where(b => b.Target == target)
                    .Select(b => BoardResult.Of(b, packed.BlobBytes + packed.LabelBytes, ArenaPlan.AllLayouts(packed), run.Instructions)),
            ]
        );
}

/// <summary>One tensor in a profile.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Instructions">Instructions spent on it.</param>
/// <param name="NonzeroMacs">Multiplications by weights that are not zero.</param>
internal sealed record ProfiledLayer(string Name, long Instructions, long NonzeroMacs);
