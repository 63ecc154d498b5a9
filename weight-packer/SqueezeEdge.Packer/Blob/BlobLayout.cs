// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Blob;

/// <summary>
/// The blob's layout in numbers (docs/blob-format.md, format version 1). Offsets are bytes from the start of the record they
/// belong to; all fields are little-endian, and unsigned unless a comment says otherwise. The kernels' twin is
/// native-kernels/src/format.h, where <see cref="Tensor.Bytes"/> is <c>SQE_TENSOR_BYTES</c>, and so on.
/// </summary>
internal static class BlobLayout
{
    /// <summary>The format version written and read here.</summary>
    public const int FormatVersion = 2;

    /// <summary>Bytes of the model name's field, at least one zero at its end included.</summary>
    public const int NameBytes = 32;

    /// <summary>Bytes kept of the SHA-256 of the model the blob was made from.</summary>
    public const int IdentityBytes = 8;

    /// <summary>Zero bits behind the last codeword of a dense or sparse stream, so that a decoder may read ahead.</summary>
    public const int StreamEndBits = 16;

    /// <summary>Most that the magnitudes of a chunk may add up to: 257 x 255 = 65535 fills a 16-bit lane.</summary>
    public const int ChunkLimit = 257;

    /// <summary>The header, at the start of the blob.</summary>
    public static class Header
    {
        /// <summary>u8[4]: SQZE.</summary>
        public const int Magic = 0;

        /// <summary>u32: <see cref="FormatVersion"/>.</summary>
        public const int Version = 4;

        /// <summary>u32: bytes of the blob.</summary>
        public const int Total = 8;

        /// <summary>u32: CRC-32 of the header with this field as 0.</summary>
        public const int Crc = 12;

        /// <summary>Section entry of the network section.</summary>
        public const int Network = 16;

        /// <summary>Section entry of the weights section.</summary>
        public const int Weights = 28;

        /// <summary>Section entry of the labels section.</summary>
        public const int Labels = 40;

        /// <summary>u8[<see cref="NameBytes"/>]: model name in UTF-8, padded with zeros.</summary>
        public const int Name = 52;

        /// <summary>u8[<see cref="IdentityBytes"/>].</summary>
        public const int Identity = 84;

        /// <summary>u32: 0.</summary>
        public const int Reserved = 92;

        /// <summary>Bytes of the header.</summary>
        public const int Bytes = 96;
    }

    /// <summary>A section entry of the header.</summary>
    public static class Section
    {
        /// <summary>u32: where the section starts in the blob.</summary>
        public const int Offset = 0;

        /// <summary>u32: its bytes, a multiple of 4.</summary>
        public const int Length = 4;

        /// <summary>u32: its CRC-32.</summary>
        public const int Crc = 8;

        /// <summary>Bytes of an entry.</summary>
        public const int Bytes = 12;
    }

    /// <summary>The network record, first in the network section; operation, tensor and addition records follow.</summary>
    public static class Network
    {
        /// <summary>u16: input width, 1..1024.</summary>
        public const int Width = 0;

        /// <summary>u16: input height, 1..1024.</summary>
        public const int Height = 2;

        /// <summary>u8: input channels, 1 or 3.</summary>
        public const int Channels = 4;

        /// <summary>u8: a <see cref="Topology.ChannelOrder"/>.</summary>
        public const int Order = 5;

        /// <summary>u8: a <see cref="Topology.ResizePolicy"/>.</summary>
        public const int Resize = 6;

        /// <summary>u8: number of operations, 2..64.</summary>
        public const int Operations = 7;

        /// <summary>u16: side a photograph is resized to, in pixels, not 0.</summary>
        public const int ResizeSide = 8;

        /// <summary>u8: number of tensors, 1..128.</summary>
        public const int Tensors = 10;

        /// <summary>u8: 0.</summary>
        public const int Reserved = 11;

        /// <summary>u8[<see cref="PaddingBytes"/>]: padding pixel of each input channel, 0 for channels there are not.</summary>
        public const int Padding = 12;

        /// <summary>u16: classes, 1..4096.</summary>
        public const int Classes = 16;

        /// <summary>u16: 0.</summary>
        public const int Reserved2 = 18;

        /// <summary>u32: probability scale, 2^-27 octaves per unit of a class sum, not 0.</summary>
        public const int Scale = 20;

        /// <summary>Bytes of the record.</summary>
        public const int Bytes = 24;

        /// <summary>Bytes of the padding pixel's field.</summary>
        public static int PaddingBytes => Classes - Padding;

        /// <summary>Bytes of the network section: this record, then those of the operations, tensors and additions.</summary>
        public static int SectionBytes(int operations, int tensors, int additions) =>
            Bytes + operations * Operation.Bytes + tensors * Tensor.Bytes + additions * Addition.Bytes;
    }

    /// <summary>An operation record.</summary>
    public static class Operation
    {
        /// <summary>u8: a value of <see cref="BlobLayout.Kind"/>.</summary>
        public const int Kind = 0;

        /// <summary>u8: side of the kernel or window.</summary>
        public const int Kernel = 1;

        /// <summary>u8.</summary>
        public const int Stride = 2;

        /// <summary>u8: pixels on each side.</summary>
        public const int Padding = 3;

        /// <summary>u16: output channels.</summary>
        public const int Channels = 4;

        /// <summary>u16: output width.</summary>
        public const int Width = 6;

        /// <summary>u16: output height.</summary>
        public const int Height = 8;

        /// <summary>u8: index of its first tensor; 0 without tensors.</summary>
        public const int Tensor = 10;

        /// <summary>u8: a <see cref="Topology.Bypass"/>.</summary>
        public const int Bypass = 11;

        /// <summary>Bytes of the record.</summary>
        public const int Bytes = 12;
    }

    /// <summary>Values of <see cref="Operation.Kind"/>.</summary>
    public static class Kind
    {
        /// <summary><see cref="Topology.Convolution"/>.</summary>
        public const int Convolution = 1;

        /// <summary><see cref="Topology.MaxPool"/>.</summary>
        public const int MaxPool = 2;

        /// <summary><see cref="Topology.Fire"/>.</summary>
        public const int Fire = 3;

        /// <summary><see cref="Topology.GlobalAverage"/>.</summary>
        public const int Average = 4;
    }

    /// <summary>A tensor record.</summary>
    public static class Tensor
    {
        /// <summary>u8: a <see cref="TensorEncoding"/>.</summary>
        public const int Encoding = 0;

        /// <summary>u8: side of the kernel.</summary>
        public const int Kernel = 1;

        /// <summary>u8: bytes of a bias, 2 or 4; biases are signed.</summary>
        public const int BiasBytes = 2;

        /// <summary>u8: longest codeword of a level in bits, 1..11; 0 for a fast tensor.</summary>
        public const int CodeBits = 3;

        /// <summary>u16: input channels.</summary>
        public const int Inputs = 4;

        /// <summary>u16: output channels, 1..4096.</summary>
        public const int Outputs = 6;

        /// <summary>u16: 1..32767; 0 on the last convolution.</summary>
        public const int Multiplier = 8;

        /// <summary>u8: 0..31; 0 on the last convolution.</summary>
        public const int Shift = 10;

        /// <summary>u8: 0.</summary>
        public const int Reserved = 11;

        /// <summary>u16: levels of the codebook, 2..256.</summary>
        public const int Levels = 12;

        /// <summary>u16: most negative weights of one output channel.</summary>
        public const int Negative = 14;

        /// <summary>u32: weights that are not 0.</summary>
        public const int Nonzeros = 16;

        /// <summary>u32: bytes of the stream, a multiple of 4.</summary>
        public const int StreamBytes = 20;

        /// <summary>u16: most positive weights of one output channel.</summary>
        public const int Positive = 24;

        /// <summary>u16: 0.</summary>
        public const int Reserved2 = 26;

        /// <summary>Bytes of the record.</summary>
        public const int Bytes = 28;
    }

    /// <summary>An addition record: one for each fire module with a bypass, in the order of the operations.</summary>
    public static class Addition
    {
        /// <summary>u16: 1..32767.</summary>
        public const int Multiplier = 0;

        /// <summary>u8: 0..31.</summary>
        public const int Shift = 2;

        /// <summary>u8: the activation that stands for 0; 0 for a simple bypass.</summary>
        public const int Zero = 3;

        /// <summary>Bytes of the record.</summary>
        public const int Bytes = 4;
    }

    /// <summary>Symbols of the gaps in a sparse stream.</summary>
    public static class Gap
    {
        /// <summary>Symbols there are: 0..30 are gaps.</summary>
        public const int Symbols = 32;

        /// <summary>The symbol that skips 31 weights.</summary>
        public const int Escape = 31;

        /// <summary>Longest codeword of a gap in bits.</summary>
        public const int Bits = 8;
    }

    /// <summary>Bounds of fields; those of the network are <see cref="Topology.NetworkLimits"/>.</summary>
    public static class Max
    {
        /// <summary>Tensors of a network.</summary>
        public const int Tensors = 128;

        /// <summary>Levels of a codebook, the 0 included.</summary>
        public const int Levels = 256;

        /// <summary>Bits of the longest codeword of a level.</summary>
        public const int CodeBits = 11;

        /// <summary>Multiplier of a requantization or an addition.</summary>
        public const int Multiplier = 32767;

        /// <summary>Shift of a requantization or an addition.</summary>
        public const int Shift = 31;

        /// <summary>Bytes of a window or block: the offsets of a fast stream have 16 bits.</summary>
        public const int Buffer = 0x10000;
    }
}
