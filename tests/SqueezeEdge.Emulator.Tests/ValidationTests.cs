// SPDX-License-Identifier: MIT
using System.Numerics;
using System.Text;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Execution.Host;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;
using Xunit;

namespace SqueezeEdge.Emulator.Tests;

/// <summary>What the kernels' validation lets through, to the last byte: each bound holds exactly, behind right checksums.</summary>
public sealed class ValidationTests
{
    private const int Multiplier = 8;
    private const int Negative = 14;
    private const int Nonzeros = 16;
    private const int Positive = 24;
    private static readonly TinyModel Tiny = TinyModel.Create();
    private static readonly Lazy<HostKernels> Kernels = new(() => HostKernels.Load(Machines.Build));

    /// <summary>The first offset of every tensor of a fast blob takes every value that is near the end of its buffer, and others. Bit 0
    /// marks an offset.</summary>
    [Fact]
    public void AnOffsetMayReachToTheEndOfItsBufferAndNotFurther()
    {
        Machines.RequireHost();
        var layout = new KernelLayout(Tiny.Model.Shapes);
        for (var tensor = 0; tensor < Tiny.Model.Tensors.Count; tensor++)
        {
            var (reach, limit) = Buffer(layout, tensor);
            var blob = new EditedBlob(BlobWriter.Write(Tiny.Model, [.. Tiny.Model.Tensors.Select(_ => TensorEncoding.Fast)]));

            // Behind the three counts: a magnitude, or the end of the triples, or of the pairs, too.
            var place = Enumerable.Range(3, 3).First(i => blob.Unit(tensor, i) != 0) + 1;
            var last = limit - reach;
            Assert.InRange(last, 0, 65535 - 16);
            int[] offsets =
            [
                .. Enumerable.Range(last - 16, 34),
                .. Enumerable.Range(0, 1024).SelectMany(i => new[] { 64 * i, 64 * i + 1 }),
                limit - 3,
                65533,
            ];
            foreach (var offset in offsets.Where(o => o >= 0))
            {
                blob.SetUnit(tensor, place, offset);
                var expected = offset % 4 == 1 && offset - 1 <= last ? "ok" : "weights";
                Assert.True(expected == Open(blob.ToBytes()), $"tensor {tensor}, offset {offset} of {limit} with reach {reach}");
            }
        }
    }

    /// <summary>A chunk of singles whose magnitudes add up to 257 fills the lane; 258 would carry into its neighbour.</summary>
    [Fact]
    public void TheMagnitudesOfAChunkAddUpToAtMost257()
    {
        Machines.RequireHost();
        foreach (
            var (magnitudes, status) in new[] { (new[] { 127, 127, 3 }, "ok"), ([127, 127, 4], "weights"), ([127, 127, 127], "weights") }
        )
        {
            foreach (var sign in new[] { -1, 1 })
            {
                var blob = OneTensor(8, [0, -127, -4, -3, 3, 4, 127]);
                int[] chunk = [0, 0, .. magnitudes.SelectMany(m => new[] { m, 1 }), 0];
                int[] units = [.. sign < 0 ? new[] { 1, 0, 3 + chunk.Length } : [0, 1, 3], .. chunk];
                SetStream(blob, 0, units);
                Count(blob, 0, sign < 0 ? magnitudes.Length : 0, sign > 0 ? magnitudes.Length : 0);
                Assert.True(status == Open(blob.ToBytes()), $"{sign} x {string.Join(" + ", magnitudes)}");
            }
        }

        // A triple counts three times: 85 x 3 + 2 = 257.
        foreach (var (single, status) in new[] { (2, "ok"), (3, "weights") })
        {
            var blob = OneTensor(8, [0, 2, 3, 85]);
            SetStream(blob, 0, 0, 1, 3, 85, 1, 1, 1, 0, 0, single, 1, 0);
            Count(blob, 0, 0, 4);
            Assert.Equal(status, Open(blob.ToBytes()));
        }
    }

    /// <summary>A decoder may read 16 bits ahead: they are there and 0, and so is what fills up to 4 bytes; nothing more follows.</summary>
    [Theory]
    [InlineData(TensorEncoding.Dense)]
    [InlineData(TensorEncoding.Sparse)]
    public void AStreamEndsWithSixteenZeroBits(TensorEncoding encoding)
    {
        Machines.RequireHost();
        var blob = BlobWriter.Write(Tiny.Model, [.. Tiny.Model.Tensors.Select(_ => encoding)]);
        var shortened = 0;
        for (var tensor = 0; tensor < Tiny.Model.Tensors.Count; tensor++)
        {
            var whole = new EditedBlob(blob);
            var stream = whole.Tensors[tensor].Stream;
            Assert.Equal("ok", Open(whole.ToBytes()));
            for (var bit = 0; bit < 16; bit++)
            {
                whole.Tensors[tensor].Stream = [.. stream];
                whole.Tensors[tensor].Stream[stream.Length - 2 + bit / 8] ^= (byte)(1 << (bit % 8));
                Refused("weights", whole.ToBytes());
            }

            whole.Tensors[tensor].Stream = [.. stream, 0, 0, 0, 0];
            Refused("weights", whole.ToBytes());

            // Four bytes less leave the codes, if they end early enough in the last four, but not the 16 bits.
            whole.Tensors[tensor].Stream = stream[..^4];
            Refused("weights", whole.ToBytes());
            var end = CodeBits(Tiny.Model.Tensors[tensor], encoding);
            shortened += end <= 8 * (stream.Length - 4) ? 1 : 0;
            Assert.InRange(8 * stream.Length - end, 16, 47);
        }

        Assert.True(shortened > 0, "no stream shows that the 16 bits are asked for");
    }

    /// <summary>A window of 64 KiB is possible; one word of a plane or one channel more is refused by name.</summary>
    [Fact]
    public void AWindowHoldsAtMost64KiB()
    {
        Machines.RequireHost();
        var network = Network(28, new Convolution("conv1", 1, 1, 1, 0), new Convolution("conv2", 1, 3, 1, 1), new GlobalAverage("average"));
        for (var channels = 300; channels <= 400; channels++)
        {
            // conv2's window: 3 rows of conv1's channels, in planes of 14 + 2 words. 341 channels fit, 342 do not.
            var blob = new EditedBlob(Pack(network));
            Widen(blob, channels);
            var bytes = 4 * 3 * channels * 16;
            Assert.True((bytes <= 65536 ? "ok" : "too-large") == Open(blob.ToBytes()), $"{channels} channels, {bytes} bytes");
        }

        // A pointwise stage's block: a tile of 7 words for each channel of a row of 14.
        foreach (var (channels, status) in new[] { (2340, "ok"), (2341, "too-large") })
        {
            var blob = new EditedBlob(
                Pack(Network(28, new Convolution("conv1", 1, 2, 2, 0), new Convolution("conv2", 1, 1, 1, 0), new GlobalAverage("average")))
            );
            Widen(blob, channels);
            Assert.Equal(status, Open(blob.ToBytes()));
        }

        // conv1 becomes `channels` output channels without weights.
        static void Widen(EditedBlob blob, int channels)
        {
            blob.Network[24 + 4] = (byte)channels;
            blob.Network[24 + 5] = (byte)(channels >> 8);
            blob.Set16(0, 6, channels);
            blob.Set16(1, 4, channels);
            blob.SetBias(0, new int[channels]);
            SetStream(blob, 0, [.. Enumerable.Repeat(new[] { 0, 0, 3 }, channels).SelectMany(counts => counts)]);
            Count(blob, 0, 0, 0);
        }
    }

    [Fact]
    public void LabelsAreOneTextPerClassAndNothingElse()
    {
        Machines.RequireHost();
        var blob = new EditedBlob(Tiny.Pack(EncodingPolicy.Fast));
        foreach (
            var (text, status) in new[]
            {
                ("a\0b\0c\0d\0e\0f\0g\0h\0i\0", "ok"),
                ("\0\0\0\0\0\0\0\0\0", "ok"),
                ("", "ok"),
                ("a\0b\0c\0d\0e\0f\0g\0h\0", "labels"),
                ("a\0b\0c\0d\0e\0f\0g\0h\0last", "labels"),
                ("a\0b\0c\0d\0e\0f\0g\0h\0i\0j", "labels"),
                ("a\0b\0c\0d\0e\0f\0g\0h\0i\0\0\0\0\0\0\0", "labels"),
            }
        )
        {
            blob.Labels = Encoding.UTF8.GetBytes(text);
            Refused(status, blob.ToBytes());
        }
    }

    /// <summary>The record's counts size the decoder's room: one too few or too many is refused, for every tensor and encoding.</summary>
    [Theory]
    [InlineData(TensorEncoding.Dense)]
    [InlineData(TensorEncoding.Sparse)]
    [InlineData(TensorEncoding.Fast)]
    public void TheCountsInTheRecordAreThoseOfTheStream(TensorEncoding encoding)
    {
        Machines.RequireHost();
        var blob = new EditedBlob(BlobWriter.Write(Tiny.Model, [.. Tiny.Model.Tensors.Select(_ => encoding)]));
        for (var tensor = 0; tensor < Tiny.Model.Tensors.Count; tensor++)
        {
            foreach (var field in new[] { Negative, Positive, Nonzeros })
            {
                foreach (var change in new[] { -1, 1 })
                {
                    blob.Set16(tensor, field, blob.Get16(tensor, field) + change);
                    Refused("weights", blob.ToBytes());
                    blob.Set16(tensor, field, blob.Get16(tensor, field) - change);
                }
            }
        }

        Assert.Equal("ok", Open(blob.ToBytes()));
    }

    [Fact]
    public void TheSectionsFillTheBlob()
    {
        Machines.RequireHost();
        foreach (var policy in new[] { EncodingPolicy.Fast, EncodingPolicy.Compact })
        {
            var blob = new EditedBlob(Tiny.Pack(policy)) { Behind = new byte[4] };
            Refused("header", blob.ToBytes());
            blob.Behind = [];
            blob.BehindTensors = new byte[4];
            Refused("weights", blob.ToBytes());
            blob.BehindTensors = [];
            Refused("ok", blob.ToBytes());
        }
    }

    /// <summary>A simple bypass adds channel to channel.</summary>
    [Theory]
    [InlineData(6, 3, 3, "ok")]
    [InlineData(6, 3, 4, "network")]
    [InlineData(6, 2, 3, "network")]
    public void ASimpleBypassNeedsAsManyChannelsAsTheModuleGives(int inputs, int expand1x1, int expand3x3, string status)
    {
        Machines.RequireHost();
        var network = Network(
            8,
            new Convolution("conv1", inputs, 3, 1, 1),
            new Fire("fire2", 2, expand1x1, expand3x3),
            new Convolution("conv3", 2, 1, 1, 0),
            new GlobalAverage("average")
        );
        var blob = new EditedBlob(Pack(network));
        blob.Network[24 + 12 + 11] = (byte)Bypass.Simple;
        blob.Network = [.. blob.Network, 1, 0, 0, 0];
        Refused(status, blob.ToBytes());
    }

    /// <summary>What the packer never writes, and no other check would notice.</summary>
    [Fact]
    public void MalformedPartsOfATensorAreRefused()
    {
        Machines.RequireHost();
        foreach (var encoding in Enum.GetValues<TensorEncoding>())
        {
            var whole = BlobWriter.Write(Tiny.Model, [.. Tiny.Model.Tensors.Select(_ => encoding)]);
            foreach (var (place, level) in new[] { (0, 1), (0, 200), (1, 0), (1, 128), (2, -90), (3, 90) })
            {
                var blob = new EditedBlob(whole);
                blob.Tensors[3].Codebook[place] = unchecked((byte)level);
                Refused("weights", blob.ToBytes());
            }
        }

        // An empty chunk, a magnitude beyond 127, and positive chunks that begin elsewhere than the third count says.
        foreach (
            var (units, negative, positive) in new (int[], int, int)[]
            {
                ([0, 1, 3, 0, 0, 0], 0, 0),
                ([1, 0, 6, 0, 0, 0], 0, 0),
                ([0, 1, 3, 0, 0, 128, 1, 0], 0, 1),
                ([1, 0, 8, 0, 0, 128, 1, 0], 1, 0),
                ([0, 1, 4, 0, 0, 127, 1, 0], 0, 1),
                ([1, 0, 3, 0, 0, 127, 1, 0], 1, 0),
            }
        )
        {
            var blob = OneTensor(8, [0, -127, 127]);
            SetStream(blob, 0, units);
            Count(blob, 0, negative, positive);
            Refused("weights", blob.ToBytes());
        }

        // A sparse stream of nine weights that names a zero: gap 0, level 0, gap 8. With level 1 it is whole.
        foreach (var (level, bits, status) in new[] { (0, "00000" + "0" + "01000", "weights"), (1, "00000" + "1" + "01000", "ok") })
        {
            var blob = OneTensor(8, [0, 5]);
            blob.Record(0)[0] = (byte)TensorEncoding.Sparse;
            blob.Record(0)[3] = 1;
            blob.Tensors[0].LevelLengths = [0x11];
            blob.Tensors[0].GapLengths = [.. Enumerable.Repeat((byte)0x55, 16)];
            SetStream(blob, 0, Convert.ToInt32(bits.PadRight(16, '0'), 2), 0);
            Count(blob, 0, 0, level);
            Refused(status, blob.ToBytes());
        }
    }

    /// <summary>One weight of each sign, one output position: the bias that just fits and the one that does not.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    [InlineData(32767)]
    public void SumsAndTheirProductsStayWithin32Bits(int multiplier)
    {
        Machines.RequireHost();
        var blob = new EditedBlob(
            Pack(Network(1, new Convolution("conv1", 1, 1, 1, 0), new Convolution("conv2", 1, 1, 1, 0), new GlobalAverage("a")), 3)
        );
        blob.Set16(0, Multiplier, multiplier);
        foreach (var level in new[] { 127, -127 })
        {
            blob.Tensors[0].Codebook = [0, unchecked((byte)level)];
            blob.Set16(0, 12, 2);
            SetStream(blob, 0, level < 0 ? [1, 0, 8, 0, 0, 127, 1, 0] : [0, 1, 3, 0, 0, 127, 1, 0]);
            Count(blob, 0, level < 0 ? 1 : 0, level > 0 ? 1 : 0);
            var edge = level > 0 ? int.MaxValue / multiplier - 255 * 127 : (int)(int.MinValue / (long)multiplier) + 255 * 127;
            var beyond = edge + Math.Sign(level);
            blob.SetBias(0, edge);
            Assert.Equal("ok", Open(blob.ToBytes()));
            Assert.Equal(Wide(edge), Reads(blob.ToBytes()));
            blob.SetBias(0, beyond);
            Refused("overflow", blob.ToBytes());

            // The other side has room for the weight.
            blob.SetBias(0, level > 0 ? int.MinValue / multiplier : int.MaxValue / multiplier);
            Assert.Equal("ok", Open(blob.ToBytes()));
        }
    }

    /// <summary>The class sum adds up over the positions that see the input, and the bias over the border's.</summary>
    [Fact]
    public void ClassSumsStayWithin32Bits()
    {
        Machines.RequireHost();
        const int Side = 5;
        foreach (var (kernel, padding) in new[] { (1, 0), (1, 2), (3, 1) })
        {
            var blob = new EditedBlob(
                Pack(
                    Network(
                        Side,
                        new Convolution("conv1", 1, 1, 1, 0),
                        new Convolution("conv2", 1, kernel, 1, padding),
                        new GlobalAverage("a")
                    )
                )
            );
            blob.Tensors[1].Codebook = [0, 100];
            blob.Set16(1, 12, 2);
            SetStream(blob, 1, 0, 1, 3, 0, 0, 100, 1, 0);
            Count(blob, 1, 0, 1);
            long inside = Side * Side;
            long border = kernel == 1 ? (Side + 2 * padding) * (Side + 2 * padding) - inside : 0;
            var bias = (int)((int.MaxValue - inside * 25500) / (inside + border));
            blob.SetBias(1, bias);
            Assert.Equal("ok", Open(blob.ToBytes()));
            blob.SetBias(1, bias + 1);
            Refused("overflow", blob.ToBytes());
            blob.SetBias(1, int.MinValue);
            Assert.Equal("ok", Open(blob.ToBytes()));
        }
    }

    /// <summary>They are of format version 1, whose dense and sparse streams are those of version 2.</summary>
    [Fact]
    public void TheReproducersAreRefused()
    {
        Machines.RequireHost();
        foreach (var name in new[] { "wrap.sqz", "slow.sqz" })
        {
            var blob = File.ReadAllBytes(SharedFiles.Require(Path.Combine("reproducers", name)));
            Refused("version", blob);
            Refused("overflow", new EditedBlob(blob).ToBytes());
        }
    }

    /// <summary>Weights x positions, counted from the reference's model.</summary>
    [Fact]
    public void TheMultiplicationsOfAFrameAreCounted()
    {
        Machines.RequireHost();
        BigInteger expected = 0;
        foreach (var tensor in Tiny.Model.Tensors)
        {
            foreach (var code in tensor.Indices)
            {
                expected += code == 0 ? 0 : tensor.Shape.OutputWidth * tensor.Shape.OutputHeight;
            }
        }

        foreach (var policy in new[] { EncodingPolicy.Fast, EncodingPolicy.Compact })
        {
            using var model = Kernels.Value.Open(Tiny.Pack(policy));
            Assert.Equal(expected, model.Info.Multiplications);
            Assert.Equal(expected, BlobReader.Read(Tiny.Pack(policy)).Model.Multiplications);
        }
    }

    /// <summary>The reader is the stricter of the two: whatever it accepts, the kernels open, and say the same of it.</summary>
    [Theory]
    [InlineData(TensorEncoding.Dense)]
    [InlineData(TensorEncoding.Sparse)]
    [InlineData(TensorEncoding.Fast)]
    public void WhatTheReaderAcceptsTheKernelsOpen(TensorEncoding encoding)
    {
        Machines.RequireHost();
        var random = new Random(7 + (int)encoding);
        var blob = BlobWriter.Write(Tiny.Model, [.. Tiny.Model.Tensors.Select(_ => encoding)]);
        var (accepted, refused) = (0, 0);
        for (var round = 0; round < 1500; round++)
        {
            var edited = new EditedBlob(blob);
            var tensor = random.Next(edited.Tensors.Count);
            var parts = edited.Tensors[tensor];
            for (var times = 1 + random.Next(2); times > 0; times--)
            {
                var part = random.Next(7) switch
                {
                    0 => edited.Network,
                    1 => parts.Codebook,
                    2 => parts.LevelLengths,
                    3 => parts.GapLengths,
                    4 => parts.Bias,
                    5 => edited.Labels,
                    _ => parts.Stream,
                };
                if (part.Length > 0)
                {
                    part[random.Next(part.Length)] ^= (byte)(1 << random.Next(8));
                }
            }

            byte[] bytes;
            try
            {
                bytes = edited.ToBytes();
                Assert.NotNull(BlobReader.Read(bytes));
            }
            catch (ModelException)
            {
                refused++;
                continue;
            }

            accepted++;
            Assert.True("ok" == Open(bytes), $"round {round}: the reader accepts what the kernels call '{Open(bytes)}'");
            using var model = Kernels.Value.Open(bytes);
            Assert.Equal(BlobReader.Read(bytes).Model.Multiplications, model.Info.Multiplications);
        }

        Assert.True(accepted > 100 && refused > 500, $"{accepted} accepted, {refused} refused");
    }

    /// <summary>Bytes a tap of a tensor reads, and of the buffer it reads from.</summary>
    private static (int Reach, int Limit) Buffer(KernelLayout layout, int tensor)
    {
        var segment = layout.Segments.First(s => s.Pointwise == tensor || s.BypassTensor == tensor || s.Spatial.Contains(tensor));
        if (segment.Pointwise == tensor)
        {
            return (4 * layout.Row(segment).Words, layout.BlockBytes(segment));
        }

        if (segment.BypassTensor == tensor)
        {
            return (4 * Tiling.Of(layout.Window(segment).OutputWidth).Words, layout.BypassBlockBytes(segment));
        }

        var tiling = Tiling.Of(layout.Window(segment).OutputWidth);
        return (4 * tiling.Tile * tiling.Tiles, layout.WindowBytes(segment));
    }

    /// <summary>Bits of a stream's codes, from the encoder.</summary>
    private static int CodeBits(QuantizedTensor tensor, TensorEncoding encoding)
    {
        var coded = encoding == TensorEncoding.Dense ? CodedStream.EncodeDense(tensor) : CodedStream.EncodeSparse(tensor);
        var order = WeightOrder.Positions(tensor.Shape);
        var (bits, gap) = (0, 0);
        for (var i = 0; i < tensor.Indices.Length; i++)
        {
            var code = tensor.Indices[i / order.Length * order.Length + order[i % order.Length]];
            if (coded.Gaps is null || code != 0)
            {
                bits += coded.Levels.Lengths[code] + Gap();
            }
            else
            {
                gap++;
            }
        }

        return bits + Gap();

        int Gap()
        {
            var length = coded.Gaps is null ? 0 : gap / 31 * coded.Gaps.Lengths[31] + coded.Gaps.Lengths[gap % 31];
            gap = 0;
            return length;
        }
    }

    private static EditedBlob OneTensor(int side, sbyte[] codebook)
    {
        var model = Network(side, new Convolution("conv1", 1, 3, 1, 1), new GlobalAverage("average"));
        model = model with { Tensors = [model.Tensors[0] with { Codebook = codebook }] };
        return new EditedBlob(Pack(model));
    }

    private static QuantizedModel Network(int side, params Operation[] operations)
    {
        var input = new InputDescription(side, side, 1, ChannelOrder.Grey, [0], [1], ResizePolicy.Squash, side);
        var network = new NetworkDescription("small", input, operations);
        var shapes = new NetworkShapes(network).Tensors;
        var tensors = shapes.Select(
            (s, i) =>
                new QuantizedTensor(
                    s,
                    [0, 1],
                    [.. Enumerable.Repeat((byte)1, s.Weights)],
                    new int[s.OutputChannels],
                    i == shapes.Count - 1 ? 0 : 1,
                    0
                )
        );
        return new QuantizedModel(network, [.. tensors], [0], 1, new byte[32], []);
    }

    private static byte[] Pack(QuantizedModel model, int bias = 0) =>
        BlobWriter.Write(
            model with
            {
                Tensors = [.. model.Tensors.Select(t => t with { Bias = [.. t.Bias.Select(b => b + bias)] })],
            },
            [.. model.Tensors.Select(_ => TensorEncoding.Fast)]
        );

    private static void SetStream(EditedBlob blob, int tensor, params int[] units)
    {
        blob.Tensors[tensor].Stream = new byte[2 * (units.Length + (units.Length & 1))];
        for (var i = 0; i < units.Length; i++)
        {
            blob.SetUnit(tensor, i, units[i]);
        }
    }

    private static void Count(EditedBlob blob, int tensor, int negative, int positive)
    {
        blob.Set16(tensor, Negative, negative);
        blob.Set16(tensor, Positive, positive);
        blob.Set32(tensor, Nonzeros, negative + positive);
    }

    /// <summary>The reader refuses it too; where it must open, both do.</summary>
    private static void Refused(string status, byte[] blob)
    {
        Assert.Equal(status, Open(blob));
        if (status == "ok")
        {
            BlobReader.Read(blob);
        }
        else
        {
            Assert.Throws<ModelException>(() => BlobReader.Read(blob));
        }
    }

    private static bool Wide(int bias) => bias is < short.MinValue or > short.MaxValue;

    /// <summary>Whether the reader takes it.</summary>
    private static bool Reads(byte[] blob)
    {
        try
        {
            BlobReader.Read(blob);
            return true;
        }
        catch (ModelException)
        {
            return false;
        }
    }

    /// <summary>The kernels' status.</summary>
    private static string Open(byte[] blob)
    {
        try
        {
            Kernels.Value.Open(blob).Dispose();
            return "ok";
        }
        catch (ModelException e)
        {
            return e.Message.Split('\'')[1];
        }
    }
}
