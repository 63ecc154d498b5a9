// SPDX-License-Identifier: MIT
using System.Globalization;
using SkiaSharp;
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Packer.Images;

/// <summary>
/// Decodes pictures with SkiaSharp, turned as their EXIF orientation asks. All pictures decoded at the same time share
/// <see cref="MemoryBytes"/>, on any number of threads (docs/arithmetic.md, "From a photograph to the input").
/// </summary>
public static class PhotoLoader
{
    /// <summary>File name endings of the pictures that can be read.</summary>
    public static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"];

    /// <summary>Most bytes of a picture's file.</summary>
    public const int FileBytes = 128 << 20;

    /// <summary>Bytes for the files and pixels of all pictures being decoded: 512 MiB. One that needs more alone is refused.</summary>
    public const int MemoryBytes = 512 << 20;

    // The decoder delivers four bytes a pixel; the three that stay are copied from them.
    private const int DeliveredBytes = 4;
    private const int KeptBytes = 3;

    // Progressive pictures have about ten. Each costs a pass over the whole picture, however few bytes it has.
    private const int ScanLimit = 100;

    private static readonly DecodingMemory Memory = new(MemoryBytes);

    /// <summary>Decodes a picture; transparency is dropped, colour profiles are not applied.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its pixels, upright.</returns>
    /// <exception cref="ModelException">The file is missing, no picture, damaged or too large.</exception>
    public static Pixels Load(string path) => Load(path, pixels => pixels);

    /// <summary>
    /// Decodes a picture and makes something smaller of it, usually the network's input. The picture's share of memory is held
    /// until that is done, so that many threads can load large pictures.
    /// </summary>
    /// <typeparam name="T">What is made.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="use">Makes it; must not load another picture.</param>
    /// <returns>What was made.</returns>
    /// <exception cref="ModelException">The file is missing, no picture, damaged or too large.</exception>
    public static T Load<T>(string path, Func<Pixels, T> use)
    {
        if (!File.Exists(path))
        {
            throw new ModelException($"there is no picture '{path}'.");
        }

        var (bytes, share) = Memory.Take(() =>
        {
            var file = BoundedFile.Read(path, FileBytes);
            return (file, Need(file, path));
        });
        try
        {
            return use(Decode(bytes, path));
        }
        finally
        {
            Memory.Return(share);
        }
    }

    /// <summary>Bytes that decoding takes, the file's included.</summary>
    private static long Need(byte[] file, string path)
    {
        var encoded = EncodedPicture.Inspect(file) ?? throw NoPicture(path);
        if (encoded.Scans > ScanLimit)
        {
            throw new ModelException($"'{path}' is a JPEG of {encoded.Scans} scans; at most {ScanLimit} are decoded.");
        }

        return With(
            file,
            path,
            codec =>
            {
                var (width, height) = (codec.Info.Width, codec.Info.Height);
                var perPixel = DeliveredBytes + Math.Max(KeptBytes, encoded.DecoderBytesPerPixel);
                var need = (long)Math.Ceiling(file.Length + perPixel * width * height);
                return need <= MemoryBytes
                    ? need
                    : throw new ModelException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"'{path}' has {width}x{height} pixels: decoding it takes {need >> 20:N0} MB, "
                                + $"at most {MemoryBytes >> 20} are used. Scale it down."
                        )
                    );
            }
        );
    }

    private static Pixels Decode(byte[] file, string path)
    {
        using var bitmap = With(
            file,
            path,
            codec =>
            {
                var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
                var pixels = new SKBitmap(info);
                var result = codec.GetPixels(info, pixels.GetPixels());
                if (result != SKCodecResult.Success)
                {
                    pixels.Dispose();
                    throw new ModelException($"'{path}' is damaged ({result}).");
                }

                return new DecodedBitmap(pixels, codec.EncodedOrigin);
            }
        );
        return Upright(bitmap);
    }

    private static Pixels Upright(DecodedBitmap bitmap)
    {
        var rgba = bitmap.Pixels.GetPixelSpan();
        var turn = Orientation.Of(bitmap.Origin, bitmap.Pixels.Width, bitmap.Pixels.Height);
        var rgb = new byte[KeptBytes * turn.Width * turn.Height];
        for (int y = 0, o = 0; y < turn.Height; y++)
        {
            var at = turn.Start + y * turn.Down;
            for (var x = 0; x < turn.Width; x++, at += turn.Across)
            {
                var pixel = rgba.Slice(DeliveredBytes * at, KeptBytes);
                rgb[o++] = pixel[0];
                rgb[o++] = pixel[1];
                rgb[o++] = pixel[2];
            }
        }

        return new Pixels(turn.Width, turn.Height, rgb);
    }

    /// <summary>Opens a decoder on the file's bytes, never on a stream: its native code ends the process when it cannot skip in
    /// one.</summary>
    private static unsafe T With<T>(byte[] file, string path, Func<SKCodec, T> use)
    {
        fixed (byte* start = file)
        {
            using var data = SKData.Create((nint)start, file.Length) ?? throw NoPicture(path);
            using var codec = SKCodec.Create(data) ?? throw NoPicture(path);
            return use(codec);
        }
    }

    private static ModelException NoPicture(string path) =>
        new($"'{path}' is no picture that can be read ({string.Join(", ", Extensions)}), or it is damaged.");

    private sealed record DecodedBitmap(SKBitmap Pixels, SKEncodedOrigin Origin) : IDisposable
    {
        public void Dispose() => Pixels.Dispose();
    }
}
