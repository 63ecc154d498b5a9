// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Boards;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Cli.Results;

/// <summary>What <c>inspect</c> finds in a blob.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Identity">SHA-256 of the model file, in hexadecimal.</param>
/// <param name="Input">What the network expects at its input.</param>
/// <param name="Classes">Its classes.</param>
/// <param name="BlobBytes">Bytes of the blob without label text.</param>
/// <param name="LabelBytes">Bytes of label text.</param>
/// <param name="Multiplications">Multiplications of a frame: nonzero weights x output positions.</param>
/// <param name="ArenaBytes">RAM of an inference in the fastest layout.</param>
/// <param name="ArenaBlocks">Its two blocks: persistent, scratch.</param>
/// <param name="Layouts">The two blocks in every layout, fastest first.</param>
/// <param name="ResamplingBytes">RAM that frames of another size need besides.</param>
/// <param name="Layers">Its tensors.</param>
/// <param name="Buffers">What the arena holds.</param>
/// <param name="Boards">How it does on every board.</param>
internal sealed record InspectResult(
    string Model,
    string Identity,
    InputDescription Input,
    int Classes,
    int BlobBytes,
    int LabelBytes,
    long Multiplications,
    int ArenaBytes,
    IReadOnlyList<int> ArenaBlocks,
    IReadOnlyList<ArenaBlocks> Layouts,
    int ResamplingBytes,
    IReadOnlyList<LayerResult> Layers,
    IReadOnlyList<ArenaBuffer> Buffers,
    IReadOnlyList<BoardResult> Boards
)
{
    /// <summary>Looks into a blob.</summary>
    public static InspectResult Of(PackedModel packed, IReadOnlyList<Board> boards)
    {
        var plan = new ArenaPlan(packed);
        var layouts = ArenaPlan.AllLayouts(packed);
        var network = packed.Model.Network;
        return new InspectResult(
            network.Name,
            Convert.ToHexStringLower(packed.Model.Identity),
            network.Input,
            network.Classes,
            packed.BlobBytes,
            packed.LabelBytes,
            packed.Model.Multiplications,
            plan.Total,
            [plan.Blocks.Persistent, plan.Blocks.Scratch],
            layouts,
            4 * network.Input.Width * network.Input.Channels,
            LayerResult.Of(packed),
            plan.Buffers,
            [.. boards.Select(b => BoardResult.Of(b, packed.BlobBytes + packed.LabelBytes, layouts))]
        );
    }
}
