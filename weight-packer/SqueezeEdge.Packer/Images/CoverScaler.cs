using SkiaSharp;

namespace SqueezeEdge.Packer.Images;

/// <summary>Scales a photograph so that it fills a frame, the way a lens fills a sensor: smooth, what overhangs is cut off evenly.</summary>
public static class CoverScaler
{
    // Mipmaps average away detail finer than a pixel, as the area of a photosite does; plain bilinear would alias.
    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>Crops a photograph around its centre to the frame's shape and scales it.</summary>
    /// <param name="photo">A picture of any size.</param>
    /// <param name="width">Width of the frame in pixels, at least 1.</param>
    /// <param name="height">Height of the frame in pixels, at least 1.</param>
    /// <returns>A picture of exactly that size.</returns>
    public static Pixels Scale(Pixels photo, int width, int height)
    {
        var scale = Math.Max((float)width / photo.Width, (float)height / photo.Height);
        var crop = new SKSize(width / scale, height / scale);
        var source = SKRect.Create((photo.Width - crop.Width) / 2, (photo.Height - crop.Height) / 2, crop.Width, crop.Height);

        using var bitmap = new SKBitmap(Layout(photo.Width, photo.Height));
        var from = bitmap.GetPixelSpan();
        for (int i = 0, o = 0; i < photo.Rgb.Length; i += 3, o += 4)
        {
            (from[o], from[o + 1], from[o + 2], from[o + 3]) = (photo.Rgb[i], photo.Rgb[i + 1], photo.Rgb[i + 2], byte.MaxValue);
        }

        bitmap.SetImmutable(); // else the image copies it
        using var image = SKImage.FromBitmap(bitmap);
        using var frame = new SKBitmap(Layout(width, height));
        using (var canvas = new SKCanvas(frame))
        {
            canvas.DrawImage(image, source, SKRect.Create(width, height), Smooth);
        }

        var to = frame.GetPixelSpan();
        var rgb = new byte[3 * width * height];
        for (int i = 0, o = 0; o < rgb.Length; i += 4, o += 3)
        {
            (rgb[o], rgb[o + 1], rgb[o + 2]) = (to[i], to[i + 1], to[i + 2]);
        }

        return new Pixels(width, height, rgb);
    }

    private static SKImageInfo Layout(int width, int height) => new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
}
