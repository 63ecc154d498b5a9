// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using SkiaSharp;

namespace SqueezeEdge.Packer.Tests.Images;

/// <summary>Small picture files of every format that is decoded, and parts to build bad ones from.</summary>
internal static class EncodedSamples
{
    /// <summary>The same picture of 20x12 pixels in each format, by file name ending.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } =
        new Dictionary<string, byte[]>
        {
            [".jpg"] = Skia(SKEncodedImageFormat.Jpeg, 90),
            [".png"] = Skia(SKEncodedImageFormat.Png, 100),
            [".webp"] = Skia(SKEncodedImageFormat.Webp, 80),
            [".lossless.webp"] = Skia(SKEncodedImageFormat.Webp, 100),
            [".bmp"] = Bmp(),
            [".gif"] = Gif(),
        };

    /// <summary>A JPEG with an EXIF segment that gives its orientation.</summary>
    public static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        // APP1: "Exif", then a big-endian TIFF with one entry: tag 0x0112, type SHORT, count 1, the value.
        byte[] exif =
        [
            .. "Exif\0\0MM\0*"u8,
            .. new byte[] { 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0 },
        ];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }

    /// <summary>A PNG of black pixels, 8 bits of red, green and blue: a few hundred KB stand for millions of pixels.</summary>
    public static byte[] BlackPng(int width, int height)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            var row = new byte[1 + 3 * width];
            for (var y = 0; y < height; y++)
            {
                zlib.Write(row);
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return
        [
            .. new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A },
            .. Chunk("IHDR"u8, header),
            .. Chunk("IDAT"u8, packed.ToArray()),
            .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>A picture encoded by SkiaSharp.</summary>
    public static byte[] Encode(int width, int height, SKColor[] colours, SKEncodedImageFormat format, int quality)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul) { Pixels = colours };
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    private static byte[] Skia(SKEncodedImageFormat format, int quality) =>
        Encode(
            20,
            12,
            [.. Enumerable.Range(0, 240).Select(i => new SKColor((byte)(12 * (i % 20)), (byte)(20 * (i / 20)), (byte)i))],
            format,
            quality
        );

    private static byte[] Bmp()
    {
        var file = new byte[54 + 20 * 12 * 3];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), 20);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), 12);
        (file[26], file[28]) = (1, 24);
        for (var i = 54; i < file.Length; i++)
        {
            file[i] = (byte)(7 * i);
        }

        return file;
    }

    /// <summary>A GIF whose LZW codes stay 8 bits wide, because the table is cleared often enough.</summary>
    private static byte[] Gif()
    {
        var file = new List<byte>([.. "GIF89a"u8, 20, 0, 12, 0, 0xF6, 0, 0]);
        file.AddRange(Enumerable.Range(0, 384).Select(i => (byte)(5 * i)));
        file.AddRange([0x2C, 0, 0, 0, 0, 20, 0, 12, 0, 0, 7]);
        var codes = new List<byte>();
        for (var i = 0; i < 240; i++)
        {
            if (i % 100 == 0)
            {
                codes.Add(0x80);
            }

            codes.Add((byte)(i % 128));
        }

        codes.Add(0x81);
        file.AddRange([(byte)codes.Count, .. codes, 0, 0x3B]);
        return [.. file];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] body = [.. type, .. content];
        var chunk = new byte[4 + body.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + body.Length), Crc32.HashToUInt32(body));
        return chunk;
    }
}
