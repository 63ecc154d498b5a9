// SPDX-License-Identifier: MIT
using System.Buffers.Binary;

namespace SqueezeEdge.Packer.Images;

/// <summary>What the bytes of a picture tell about the memory and time its decoding takes, read before a decoder sees them.</summary>
/// <param name="Format">Its format, told by its first bytes.</param>
/// <param name="DecoderBytesPerPixel">Bytes the decoder keeps for each pixel beside the picture it delivers.</param>
/// <param name="Scans">Passes over the whole picture that it asks for.</param>
internal readonly record struct EncodedPicture(PictureFormat Format, double DecoderBytesPerPixel, int Scans)
{
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    /// <summary>Looks at a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <returns>What it is, or null if it begins like none of the formats that are decoded.</returns>
    public static EncodedPicture? Inspect(ReadOnlySpan<byte> bytes) =>
        bytes is [0xFF, 0xD8, 0xFF, ..] ? InspectJpeg(bytes)
        : bytes is [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..] ? InspectPng(bytes)
        : bytes.StartsWith("BM"u8) ? new EncodedPicture(PictureFormat.Bmp, 0, 1)
        : bytes.StartsWith("GIF8"u8) ? new EncodedPicture(PictureFormat.Gif, 4, 1)
        : bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("WEBP"u8) ? new EncodedPicture(PictureFormat.WebP, 8, 1)
        : null;

    /// <summary>A JPEG decoded in several scans keeps two bytes of each coefficient; sampling says how many there are.</summary>
    private static EncodedPicture InspectJpeg(ReadOnlySpan<byte> bytes)
    {
        var (scans, progressive, samples) = (0, false, 3.0);
        for (var at = 2; bytes[at..].IndexOf((byte)0xFF) is >= 0 and var skipped; )
        {
            // Like the decoder, pass over whatever stands between markers: coded data, in which 0xFF is followed by 0 or by the
            // number of a restart, padding or rubbish.
            at += skipped;
            var marker = at + 1 < bytes.Length ? bytes[at + 1] : EndOfImage;
            if (marker is 0 or 1 or 0xFF or (>= 0xD0 and <= 0xD7))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }

            var length = at + 4 <= bytes.Length ? BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]) : 0;
            var end = at + 2 + length;
            if (marker == EndOfImage || length < 2 || end > bytes.Length)
            {
                break;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                progressive = marker is not (0xC0 or 0xC1);
                samples = SamplesPerPixel(bytes[(at + 4)..end]);
            }

            scans += marker == StartOfScan ? 1 : 0;
            at = end;
        }

        return new EncodedPicture(PictureFormat.Jpeg, progressive || scans > 1 ? 2 * samples : 0, scans);
    }

    private static double SamplesPerPixel(ReadOnlySpan<byte> frame)
    {
        // Precision, height, width, number of components; then identifier, sampling and table of each.
        var (sum, across, down) = (0, 1, 1);
        for (var i = 6; i + 3 <= frame.Length; i += 3)
        {
            var (h, v) = (frame[i + 1] >> 4, frame[i + 1] & 15);
            (across, down, sum) = (Math.Max(across, h), Math.Max(down, v), sum + h * v);
        }

        return (double)sum / (across * down);
    }

    /// <summary>An interlaced PNG is kept whole until its last pass, with up to 16 bits of each channel.</summary>
    private static EncodedPicture InspectPng(ReadOnlySpan<byte> bytes) =>
        new(PictureFormat.Png, bytes.Length > 28 && bytes[28] != 0 ? 8 : 0, 1);
}

/// <summary>The picture formats that are decoded.</summary>
internal enum PictureFormat
{
    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>GIF, its first frame.</summary>
    Gif,

    /// <summary>WebP, its first frame.</summary>
    WebP,
}
