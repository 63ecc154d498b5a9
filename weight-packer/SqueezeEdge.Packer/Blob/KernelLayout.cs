// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Blob;

/// <summary>How a row of values is cut into tiles of two-lane words.</summary>
/// <param name="Width">Values of the row.</param>
/// <param name="Tile">Words of a tile: 4 or 7.</param>
/// <param name="Tiles">Tiles of the row.</param>
public readonly record struct Tiling(int Width, int Tile, int Tiles)
{
    /// <summary>Columns in the low lanes.</summary>
    public int Half => (Width + 1) / 2;

    /// <summary>Two-lane words of the row.</summary>
    public int Words => Tile * Tiles;

    /// <summary>The tiling of a row (docs/arithmetic.md, "Tiles").</summary>
    /// <param name="width">Values of the row, at least 1.</param>
    /// <returns>The tiling.</returns>
    public static Tiling Of(int width)
    {
        var half = (width + 1) / 2;
        var sevens = (half + 6) / 7;
        var fours = (half + 3) / 4;
        return 17 * fours < 26 * sevens ? new Tiling(width, 4, fours) : new Tiling(width, 7, sevens);
    }
}

/// <summary>One segment: a spatial stage, then optionally pooling, then optionally a pointwise stage.</summary>
/// <param name="Spatial">Indices of its spatial tensors: a convolution, or expand1x1 and expand3x3.</param>
/// <param name="Pool">Index of the pooling operation, or -1.</param>
/// <param name="Pointwise">Index of the pointwise tensor, or -1.</param>
/// <param name="Bypass">What is added to its expand pair.</param>
public sealed record Segment(IReadOnlyList<int> Spatial, int Pool, int Pointwise, Bypass Bypass)
{
    /// <summary>Index of the bypass1x1 tensor of a complex bypass, which follows the expand pair's; else -1.</summary>
    public int BypassTensor => Bypass == Bypass.Complex ? Spatial[^1] + 1 : -1;
}

/// <summary>The row buffers of the kernels: which operations run together and where each tap of a tensor lies.</summary>
public sealed class KernelLayout
{
    private readonly NetworkShapes shapes;

    /// <summary>Computes the layout.</summary>
    /// <param name="shapes">Sizes of the network.</param>
    /// <exception cref="ModelException">A row buffer is larger than the kernels reach, or an operation comes where they cannot run
    /// it.</exception>
    public KernelLayout(NetworkShapes shapes)
    {
        this.shapes = shapes;
        Segments = Gather();
        foreach (var segment in Segments)
        {
            CheckSize(segment.Spatial[^1], WindowBytes(segment));
            if (segment.Pointwise >= 0)
            {
                CheckSize(segment.Pointwise, BlockBytes(segment));
            }

            if (segment.BypassTensor >= 0)
            {
                CheckSize(segment.BypassTensor, BypassBlockBytes(segment));
            }
        }
    }

    /// <summary>The segments, first to last.</summary>
    public IReadOnlyList<Segment> Segments { get; }

    /// <summary>The tensor whose kernel spans a segment's window: the convolution or expand3x3.</summary>
    /// <param name="segment">A segment.</param>
    /// <returns>Its shape.</returns>
    public TensorShape Window(Segment segment) => shapes.Tensors[segment.Spatial[^1]];

    /// <summary>Channels that leave a segment's spatial stage.</summary>
    /// <param name="segment">A segment.</param>
    /// <returns>Their number.</returns>
    public int SpatialChannels(Segment segment) => segment.Spatial.Sum(t => shapes.Tensors[t].OutputChannels);

    /// <summary>The row that leaves a segment's spatial stage, pooled if it pools.</summary>
    /// <param name="segment">A segment.</param>
    /// <returns>Its tiling.</returns>
    public Tiling Row(Segment segment) =>
        Tiling.Of(segment.Pool >= 0 ? shapes.Operations[segment.Pool].Width : Window(segment).OutputWidth);

    /// <summary>Bytes of the pointwise stage's block: one row as two-lane words.</summary>
    /// <param name="segment">A segment with a pointwise stage.</param>
    /// <returns>Bytes.</returns>
    public int BlockBytes(Segment segment) => 4 * SpatialChannels(segment) * Row(segment).Words;

    /// <summary>Whether a segment ends in the class sums.</summary>
    /// <param name="segment">A segment.</param>
    /// <returns>Whether its last tensor is the network's.</returns>
    public bool MakesSums(Segment segment) => Math.Max(segment.Pointwise, segment.Spatial[^1]) == shapes.Tensors.Count - 1;

    /// <summary>Bytes of a row of the pointwise stage's output.</summary>
    /// <param name="segment">A segment with a pointwise stage.</param>
    /// <returns>Bytes; 0 where it makes the class sums.</returns>
    public int PointwiseOutputBytes(Segment segment) =>
        MakesSums(segment) ? 0 : shapes.Tensors[segment.Pointwise].OutputChannels * Row(segment).Width;

    /// <summary>Channels of the module input that a segment's bypass keeps.</summary>
    /// <param name="segment">A segment.</param>
    /// <returns>Their number, 0 without a bypass.</returns>
    public int BypassChannels(Segment segment) =>
        segment.Bypass switch
        {
            Bypass.Simple => SpatialChannels(segment),
            Bypass.Complex => shapes.Tensors[segment.BypassTensor].InputChannels,
            _ => 0,
        };

    /// <summary>Bytes of the block of a complex bypass's input.</summary>
    /// <param name="segment">A segment with a bypass.</param>
    /// <returns>Bytes; 0 where the bypass is simple.</returns>
    public int BypassBlockBytes(Segment segment) =>
        segment.BypassTensor >= 0 ? 4 * BypassChannels(segment) * Tiling.Of(Window(segment).OutputWidth).Words : 0;

    /// <summary>Words of a plane of the window.</summary>
    /// <param name="segment">A segment.</param>
    /// <returns>Words.</returns>
    public int PlaneWords(Segment segment)
    {
        var window = Window(segment);
        var tiling = Tiling.Of(window.OutputWidth);
        return tiling.Words + (window.Kernel - 1) / window.Stride;
    }

    /// <summary>Bytes of the window.</summary>
    /// <param name="segment">A segment.</param>
    /// <param name="rows">Output rows computed from it.</param>
    /// <returns>Bytes.</returns>
    public int WindowBytes(Segment segment, int rows = 1)
    {
        var window = Window(segment);
        var inputRows = window.Kernel + window.Stride * (rows - 1);
        return 4 * inputRows * window.InputChannels * window.Stride * PlaneWords(segment);
    }

    /// <summary>Byte offset of every tap of a tensor in the kernels' window or block, in blob order.</summary>
    /// <param name="tensor">Index of the tensor.</param>
    /// <returns>One offset per tap of an output channel.</returns>
    public ushort[] TapOffsets(int tensor)
    {
        var shape = shapes.Tensors[tensor];
        var segment = Segments.First(s => s.Pointwise == tensor || s.BypassTensor == tensor || s.Spatial.Contains(tensor));
        var offsets = new ushort[shape.Taps];
        if (segment.Pointwise == tensor || segment.BypassTensor == tensor)
        {
            var step = 4 * (segment.Pointwise == tensor ? Row(segment) : Tiling.Of(Window(segment).OutputWidth)).Words;
            for (var c = 0; c < offsets.Length; c++)
            {
                offsets[c] = (ushort)(c * step);
            }

            return offsets;
        }

        var window = Window(segment);
        var plane = PlaneWords(segment);
        var centre = shape.Kernel == window.Kernel ? 0 : 1;
        var position = 0;
        for (var kx = 0; kx < shape.Kernel; kx++)
        {
            for (var ky = 0; ky < shape.Kernel; ky++)
            {
                for (var c = 0; c < shape.InputChannels; c++)
                {
                    var x = kx + centre;
                    var row = ((ky + centre) * shape.InputChannels + c) * window.Stride + x % window.Stride;
                    offsets[position++] = (ushort)(4 * (row * plane + x / window.Stride));
                }
            }
        }

        return offsets;
    }

    private List<Segment> Gather()
    {
        var stages = new List<(List<int> Tensors, int Pool, bool Pointwise, Fire? Module)>();
        var operations = shapes.Network.Operations;
        var tensor = 0;
        for (var i = 0; i < operations.Count; i++)
        {
            switch (operations[i])
            {
                case Convolution c:
                    stages.Add(([tensor++], -1, c.Kernel == 1 && c.Stride == 1 && (c.Padding == 0 || i == operations.Count - 2), null));
                    break;
                case Fire f:
                    stages.Add(([tensor++], -1, true, f));
                    stages.Add(([tensor++, tensor++], -1, false, f));
                    tensor += f.Bypass == Bypass.Complex ? 1 : 0;
                    break;
                case MaxPool:
                    stages.Add(([], i, false, null));
                    break;
            }
        }

        var segments = new List<Segment>();
        for (var s = 0; s < stages.Count; )
        {
            if (stages[s].Pool >= 0)
            {
                throw new ModelException(
                    $"'{operations[stages[s].Pool].Name}': the kernels cannot pool right after a 1x1 convolution "
                        + "that runs together with the operation before it. Pool before that convolution, or make it "
                        + "3x3."
                );
            }

            var (spatial, _, alone, module) = stages[s++];
            if (alone && module is { Bypass: not Bypass.None })
            {
                throw new ModelException(
                    $"'{module.Name}': a bypass is only possible where the squeeze follows a spatial convolution, "
                        + "pooling or another module."
                );
            }

            var bypass = module?.Bypass ?? Bypass.None;
            var pool = s < stages.Count && stages[s].Pool >= 0 ? stages[s++].Pool : -1;
            var pointwise = s < stages.Count && stages[s].Pointwise ? stages[s++].Tensors[0] : -1;
            if (shapes.Tensors[spatial[^1]] is { } first && first.Padding >= first.Kernel)
            {
                throw new ModelException(
                    $"'{first.Name}': padding as wide as the kernel is only possible on a last 1x1 convolution "
                        + "that follows another convolution, a fire module or pooling."
                );
            }

            segments.Add(new Segment(spatial, pool, pointwise, bypass));
        }

        return segments;
    }

    private void CheckSize(int tensor, int bytes)
    {
        if (bytes > BlobLayout.Max.Buffer)
        {
            throw new ModelException(
                $"'{shapes.Tensors[tensor].Name}' needs a row buffer of {bytes} bytes; the kernels reach "
                    + $"{BlobLayout.Max.Buffer}. Use a smaller input or fewer channels."
            );
        }
    }
}
