// SPDX-License-Identifier: MIT
using System.Drawing;
using System.Runtime.CompilerServices;
using Iot.Device.Graphics;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>Black pictures, the only ones needed: the desktop's display library clears the screen with one when it sets a display
/// up.</summary>
internal sealed class BlankImageFactory : IImageFactory
{
    [ModuleInitializer]
    internal static void Register() => BitmapImage.RegisterImageFactory(new BlankImageFactory());

    public BitmapImage CreateBitmap(int width, int height, PixelFormat pixelFormat) => new BlankImage(width, height, pixelFormat);

    public BitmapImage CreateFromStream(Stream file) => throw new NotSupportedException();

    private sealed class BlankImage(int width, int height, PixelFormat format) : BitmapImage(width, height, width * 4, format)
    {
        public override void SetPixel(int x, int y, Color color) => Assert.Equal(0, color.R + color.G + color.B);

        public override Color GetPixel(int x, int y) => Color.Black;

        public override Span<byte> AsByteSpan() => new byte[Stride * Height];

        public override void SaveToStream(Stream stream, ImageFileType format) => throw new NotSupportedException();

        public override IGraphics GetDrawingApi() => throw new NotSupportedException();

        protected override void Dispose(bool disposing) { }
    }
}
