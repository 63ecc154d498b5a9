// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Blob;

/// <summary>One buffer of the kernels' arena.</summary>
/// <param name="Name">What it holds.</param>
/// <param name="Bytes">Size, a multiple of 4.</param>
/// <param name="Persistent">Whether its content lives from row to row; the others are reused within a row.</param>
public sealed record ArenaBuffer(string Name, int Bytes, bool Persistent);

/// <summary>The RAM an inference needs, buffer by buffer, exactly as the kernels lay it out (native-kernels/src/plan.c).</summary>
public sealed class ArenaPlan
{
    private const int EngineBytes = 256;
    private const int SegmentBytes = 168;

    /// <summary>Plans the arena.</summary>
    /// <param name="packed">A packed network.</param>
    /// <param name="frameWidth">Width of the frames in pixels; 0 = the input's size.</param>
    /// <param name="frameHeight">Height of the frames in pixels; 0 = the input's size.</param>
    public ArenaPlan(PackedModel packed, int frameWidth = 0, int frameHeight = 0)
        : this(
            packed.Model.Shapes,
            new KernelLayout(packed.Model.Shapes, packed.Encodings),
            layout => DecoderNeeds.Of(packed, layout),
            frameWidth,
            frameHeight
        ) { }

    /// <summary>Plans the arena of a network that has no weights yet.</summary>
    /// <param name="shapes">Sizes of the network.</param>
    /// <param name="encodings">Encoding of each tensor.</param>
    /// <param name="decoder">What decoding needs, default when every tensor is fast.</param>
    /// <exception cref="ModelException">The kernels cannot run the network.</exception>
    public ArenaPlan(NetworkShapes shapes, IReadOnlyList<TensorEncoding> encodings, DecoderNeeds decoder)
        : this(shapes, new KernelLayout(shapes, encodings), _ => decoder, 0, 0) { }

    private ArenaPlan(NetworkShapes shapes, KernelLayout layout, Func<KernelLayout, DecoderNeeds> decoder, int frameWidth, int frameHeight)
    {
        var input = shapes.Network.Input;
        var buffers = new List<ArenaBuffer>
        {
            new("engine", EngineBytes, true),
            new("segment records", SegmentBytes * layout.Segments.Count, true),
        };
        foreach (var segment in layout.Segments)
        {
            var window = layout.Window(segment);
            Add(buffers, $"rows kept for {window.Name}", (window.Kernel - 1) * window.InputChannels * window.InputWidth, true);
            if (segment.Pool >= 0)
            {
                Add(buffers, $"running maximum of {shapes.Network.Operations[segment.Pool].Name}", Pooled(segment), true);
            }
            if (segment.Bypass != Bypass.None)
            {
                var module = shapes.Network.Operations[window.OperationIndex].Name;
                Add(buffers, $"input kept for the bypass of {module}", 2 * layout.BypassChannels(segment) * window.OutputWidth, true);
            }
        }

        Add(buffers, "class sums", 4 * shapes.Network.Classes, true);
        if (frameWidth != 0 && frameHeight != 0 && FrameCrop.Of(frameWidth, frameHeight, input).Resamples(input))
        {
            Add(buffers, "resampler", 4 * input.Width * input.Channels, true);
        }

        Add(buffers, "row being delivered", layout.Segments.Max(s => layout.Window(s).InputChannels * layout.Window(s).InputWidth), false);
        var largest = layout.Segments.MaxBy(Transient)!;
        Add(buffers, $"row buffers (largest: {layout.Window(largest).Name})", Transient(largest), false);
        Add(buffers, "weight decoder", decoder(layout).Bytes, false);
        Buffers = buffers;
        Total = buffers.Sum(b => b.Bytes);

        int Pooled(Segment segment) => layout.SpatialChannels(segment) * layout.Row(segment).Width;

        int Transient(Segment segment)
        {
            var window = layout.WindowBytes(segment);
            var block = segment.Pointwise >= 0 ? layout.BlockBytes(segment) : 0;
            var width = layout.Window(segment).OutputWidth;
            var bypass = segment.Bypass == Bypass.None ? 0 : layout.BypassBlockBytes(segment);
            if (segment.Pool < 0)
            {
                var scratch =
                    segment.Bypass == Bypass.None ? 0
                    : segment.Pointwise >= 0 ? 4 * layout.BypassWords(segment)
                    : Round4(width);
                return window + block + bypass + scratch;
            }

            var activations = segment.BypassTensor >= 0 ? Round4(layout.SpatialChannels(segment) * width) : 0;
            var conv = window + Round4(width + 2) + bypass + activations;
            return segment.Pointwise >= 0 ? Round4(Pooled(segment)) + Math.Max(conv, block) : conv;
        }
    }

    /// <summary>The buffers in the order they lie in the arena.</summary>
    public IReadOnlyList<ArenaBuffer> Buffers { get; }

    /// <summary>Bytes of the arena: what <c>sqe_arena_size</c> answers.</summary>
    public int Total { get; }

    private static void Add(List<ArenaBuffer> buffers, string name, int bytes, bool persistent)
    {
        if (bytes > 0)
        {
            buffers.Add(new ArenaBuffer(name, Round4(bytes), persistent));
        }
    }

    private static int Round4(int bytes) => (bytes + 3) & ~3;
}
