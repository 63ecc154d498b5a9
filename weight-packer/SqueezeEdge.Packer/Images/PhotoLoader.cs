// SPDX-License-Identifier: MIT
using SkiaSharp;

namespace SqueezeEdge.Packer.Images;

/// <summary>Decodes pictures with SkiaSharp.</summary>
public static class PhotoLoader
{
    /// <summary>File name endings of the pictures that can be read.</summary>
    public static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".webp"];

    private const long PixelLimit = 100_000_000;

    /// <summary>Decodes a picture; transparency is dropped.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its pixels.</returns>
    /// <exception cref="ModelException">The file is missing, no picture, damaged or too large.</exception>
    public static Pixels Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new ModelException($"there is no picture '{path}'.");
        }

        try
        {
            using var stream = File.OpenRead(path);
            using var codec =
                SKCodec.Create(stream)
                ?? throw new ModelException(
                    $"'{path}' is no picture that can be read ({string.Join(", ", Extensions)}), or it is damaged."
                );
            if ((long)codec.Info.Width * codec.Info.Height > PixelLimit)
            {
                throw new ModelException(
                    $"'{path}' has {codec.Info.Width}x{codec.Info.Height} pixels; at most {PixelLimit:N0} in all are possible."
                );
            }

            var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
            using var bitmap = new SKBitmap(info);
            var result = codec.GetPixels(info, bitmap.GetPixels());
            if (result != SKCodecResult.Success)
            {
                throw new ModelException($"'{path}' is damaged ({result}).");
            }

            var rgba = bitmap.GetPixelSpan();
            var rgb = new byte[3 * info.Width * info.Height];
            for (int i = 0, o = 0; o < rgb.Length; i += 4)
            {
                rgb[o++] = rgba[i];
                rgb[o++] = rgba[i + 1];
                rgb[o++] = rgba[i + 2];
            }

            return new Pixels(info.Width, info.Height, rgb);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"cannot read '{path}': {e.Message}", e);
        }
    }
}
