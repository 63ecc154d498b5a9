// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Blob;

/// <summary>One buffer of the kernels' arena.</summary>
/// <param name="Name">What it holds.</param>
/// <param name="Bytes">Size, a multiple of 4.</param>
/// <param name="Persistent">Whether its content lives from row to row; the others are reused within a row.</param>
public sealed record ArenaBuffer(string Name, int Bytes, bool Persistent);

/// <summary>
/// The RAM an inference needs, buffer by buffer, exactly as the kernels lay it out (native-kernels/src/layout.c): a block that
/// lives for a whole frame and one that lives while rows are computed.
/// </summary>
public sealed class ArenaPlan
{
    private const int EngineBytes = 256;
    private const int SegmentBytes = 160;

    // Rows a pass of the first segment makes where it pools, rows of the others, bits of the decoder's table.
    private static readonly (int FirstRows, int Rows, int TableBits)[] Presets =
    [
        (4, 2, 11),
        (4, 2, 10),
        (2, 2, 10),
        (2, 2, 9),
        (2, 2, 8),
        (2, 1, 11),
        (2, 1, 9),
        (1, 1, 8),
    ];

    /// <summary>Plans the arena.</summary>
    /// <param name="packed">A packed network.</param>
    /// <param name="frameWidth">Width of the frames in pixels; 0 = the input's size.</param>
    /// <param name="frameHeight">Height of the frames in pixels; 0 = the input's size.</param>
    /// <param name="layout">Layout: 0, the fastest, to <see cref="Layouts"/> - 1, the smallest.</param>
    public ArenaPlan(PackedModel packed, int frameWidth = 0, int frameHeight = 0, int layout = 0)
        : this(packed.Model.Shapes, DecoderNeeds.Of(packed), frameWidth, frameHeight, layout) { }

    /// <summary>Plans the arena of a network.</summary>
    /// <param name="shapes">Sizes of the network.</param>
    /// <param name="decoder">What decoding needs, default when every tensor is fast.</param>
    /// <param name="frameWidth">Width of the frames in pixels; 0 = the input's size.</param>
    /// <param name="frameHeight">Height of the frames in pixels; 0 = the input's size.</param>
    /// <param name="layout">Layout: 0, the fastest, to <see cref="Layouts"/> - 1, the smallest.</param>
    /// <exception cref="ModelException">The kernels cannot run the network.</exception>
    public ArenaPlan(NetworkShapes shapes, DecoderNeeds decoder, int frameWidth = 0, int frameHeight = 0, int layout = 0)
    {
        var kernels = new KernelLayout(shapes);
        var input = shapes.Network.Input;
        var (firstRows, otherRows, tableBits) = Presets[layout];
        var buffers = new List<ArenaBuffer>
        {
            new("engine", EngineBytes, true),
            new("segment records", SegmentBytes * kernels.Segments.Count, true),
        };
        var largest = (Name: "", Bytes: 0);
        var fed = 1;
        foreach (var segment in kernels.Segments)
        {
            var window = kernels.Window(segment);
            var rows = segment == kernels.Segments[0] && segment.Pool >= 0 ? firstRows : otherRows;
            var kept = window.Kernel + window.Stride * (rows - 1) - fed + (fed > 1 && CutsLastWindow(shapes, segment) ? 1 : 0);
            Add(buffers, $"{kept} rows kept for {window.Name}", kept * window.InputChannels * window.InputWidth, true);
            if (segment.Pool >= 0)
            {
                var pooled = kernels.SpatialChannels(segment) * kernels.Row(segment).Width;
                Add(buffers, $"running maximum of {shapes.Network.Operations[segment.Pool].Name}", pooled, true);
            }

            if (segment.Bypass != Bypass.None)
            {
                var module = shapes.Network.Operations[window.OperationIndex].Name;
                var bytes = (Math.Max(rows, fed) + 1) * kernels.BypassChannels(segment) * window.OutputWidth;
                Add(buffers, $"input kept for the bypass of {module}", bytes, true);
            }

            var area = Area(kernels, segment, rows, fed);
            largest = area > largest.Bytes ? (window.Name, area) : largest;
            fed = Given(segment, rows);
        }

        Add(buffers, "class sums", 4 * shapes.Network.Classes, true);
        if (frameWidth != 0 && frameHeight != 0 && FrameCrop.Of(frameWidth, frameHeight, input).Resamples(input))
        {
            Add(buffers, "resampler", 4 * input.Width * input.Channels, true);
        }

        Add(buffers, $"rows at work (most: {largest.Name})", largest.Bytes, false);
        Add(buffers, "weight decoder", decoder.Bytes(tableBits), false);
        Buffers = buffers;
        Blocks = new ArenaBlocks(buffers.Where(b => b.Persistent).Sum(b => b.Bytes), buffers.Where(b => !b.Persistent).Sum(b => b.Bytes));
    }

    /// <summary>The two blocks of every layout, fastest first.</summary>
    /// <param name="packed">A packed network.</param>
    /// <param name="frameWidth">Width of the frames in pixels; 0 = the input's size.</param>
    /// <param name="frameHeight">Height of the frames in pixels; 0 = the input's size.</param>
    /// <returns>One entry for each layout.</returns>
    public static IReadOnlyList<ArenaBlocks> AllLayouts(PackedModel packed, int frameWidth = 0, int frameHeight = 0) =>
        AllLayouts(packed.Model.Shapes, DecoderNeeds.Of(packed), frameWidth, frameHeight);

    internal static IReadOnlyList<ArenaBlocks> AllLayouts(
        NetworkShapes shapes,
        DecoderNeeds decoder,
        int frameWidth = 0,
        int frameHeight = 0
    ) => [.. Enumerable.Range(0, Layouts).Select(l => new ArenaPlan(shapes, decoder, frameWidth, frameHeight, l).Blocks)];

    /// <summary>Number of layouts (<c>SQE_LAYOUTS</c>).</summary>
    public static int Layouts => Presets.Length;

    /// <summary>The buffers in the order they lie in the two blocks.</summary>
    public IReadOnlyList<ArenaBuffer> Buffers { get; }

    /// <summary>Bytes of the two blocks: what <c>sqe_arena_size</c> answers.</summary>
    public ArenaBlocks Blocks { get; }

    /// <summary>Bytes of both blocks.</summary>
    public int Total => Blocks.Total;

    // Whether a pooling's last window reaches over the bottom.
    private static bool CutsLastWindow(NetworkShapes shapes, Segment segment) =>
        segment.Pool >= 0
        && shapes.Network.Operations[segment.Pool] is MaxPool pool
        && 2 * (shapes.Operations[segment.Pool].Height - 1) + pool.Kernel > shapes.Tensors[segment.Spatial[^1]].OutputHeight;

    // A pooling closes every second row; a last row that closes a cut window has a pass of its own.
    private static int Given(Segment segment, int rows) => segment.Pool >= 0 ? (rows + 1) / 2 : rows;

    // The start of the scratch block: window, rows at work, rows handed over.
    private static int Area(KernelLayout kernels, Segment segment, int rows, int fed)
    {
        var window = kernels.Window(segment);
        var width = window.OutputWidth;
        var channels = kernels.SpatialChannels(segment);
        var given = Given(segment, rows);
        var rowBytes = channels * kernels.Row(segment).Width;
        var behind = kernels.WindowBytes(segment, rows);
        var area = behind + Round4(fed * window.InputChannels * window.InputWidth);
        var final = segment.Pointwise < 0 && kernels.MakesSums(segment);
        var made =
            segment.Pool >= 0 ? rows * Round4(width + 2) + Round4(given * rowBytes)
            : final ? 0
            : rows * rowBytes;
        if (segment.BypassTensor >= 0)
        {
            behind += Round4(rows * channels * width);
            made = Math.Max(made, rows * kernels.BypassBlockBytes(segment));
        }

        area = Math.Max(area, behind + Round4(made));
        if (segment.Pointwise < 0)
        {
            return area;
        }

        // The pointwise stage's input as words at the start, its output and the rows still to come as bytes at the end.
        var block = kernels.BlockBytes(segment);
        var output = kernels.PointwiseOutputBytes(segment);
        var slack = kernels.Row(segment).Width;
        var together = given * block + Math.Max(slack, given * output);
        var single = Enumerable.Range(0, given).Max(r => block + (r + 1) * output + (given - 1 - r) * rowBytes) + slack;
        return Math.Max(area, Round4(Math.Min(together, single)));
    }

    private static void Add(List<ArenaBuffer> buffers, string name, int bytes, bool persistent)
    {
        if (bytes > 0)
        {
            buffers.Add(new ArenaBuffer(name, Round4(bytes), persistent));
        }
    }

    private static int Round4(int bytes) => (bytes + 3) & ~3;
}
