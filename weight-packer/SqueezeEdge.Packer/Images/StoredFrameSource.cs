using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SqueezeEdge.Packer.Inference;

namespace SqueezeEdge.Packer.Images;

/// <summary>Writes a frame as C# for the firmware's stored-frame camera.</summary>
public static partial class StoredFrameSource
{
    /// <summary>Largest frame in bytes: an assembly of the device holds 64 KB, code included.</summary>
    public const int LargestFrame = 32_768;

    private const int BandBytes = 2048;

    /// <summary>Writes a class.</summary>
    /// <param name="frame">RGB565, high byte first, at most <see cref="LargestFrame"/> bytes.</param>
    /// <param name="className">Name of the class.</param>
    /// <param name="space">Its namespace.</param>
    /// <param name="origin">What the picture is, for a comment.</param>
    /// <returns>The source.</returns>
    /// <exception cref="ModelException">The frame is too large or of another format, or a name is not one C# takes.</exception>
    public static string Write(CameraFrame frame, string className, string space, string origin)
    {
        if (frame.Format != PixelFormat.Rgb565BigEndian || frame.Bytes.Length > LargestFrame || frame.RowBytes > BandBytes)
        {
            throw new ModelException($"a frame of {frame.Width}x{frame.Height} has {frame.Bytes.Length:N0} bytes; a program on the device can hold {LargestFrame:N0}. Choose a smaller --camera.");
        }

        if (!Identifier().IsMatch(className) || !space.Split('.').All(Identifier().IsMatch))
        {
            throw new ModelException($"'{space}.{className}' is no name of a C# class: letters, digits and _ only, no digit first.");
        }

        var rows = BandBytes / frame.RowBytes;
        var text = new StringBuilder();
        var comment = string.Concat(origin.Where(c => c is >= ' ' and not ('<' or '>' or '&')));
        text.Append(CultureInfo.InvariantCulture, $$"""
            using SqueezeEdge.Cameras.StoredFrame;

            namespace {{space}}
            {
                /// <summary>{{comment}}; made by <c>squeezeedge frame</c>.</summary>
                public sealed class {{className}} : IStoredFrame
                {
                    /// <inheritdoc/>
                    public int Width => {{frame.Width}};

                    /// <inheritdoc/>
                    public int Height => {{frame.Height}};

                    /// <inheritdoc/>
                    public int BandRows => {{rows}};

                    /// <inheritdoc/>
                    public byte[] Band(int index)
                    {
                        switch (index)
                        {

            """);
        foreach (var (band, index) in frame.Bytes.Chunk(rows * frame.RowBytes).Select((b, i) => (b, i)))
        {
            text.Append(CultureInfo.InvariantCulture, $"                case {index}:\n                    return new byte[]\n                    {{\n");
            foreach (var line in band.Chunk(16))
            {
                text.Append("                        ").AppendJoin(", ", line.Select(b => $"0x{b:X2}")).Append(",\n");
            }

            text.Append("                    };\n");
        }

        return text.Append("                default:\n                    return null;\n            }\n        }\n    }\n}\n").ToString().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();
}
